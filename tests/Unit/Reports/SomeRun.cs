using System.Globalization;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Reports;

/// <summary>Records and evidence of runs that never were.</summary>
internal static class SomeRun
{
    public const string Regression = "serviceentry-endpoint-port";

    /// <summary>A log with what a page must not take for its own.</summary>
    public const string HostileLine = "2026-11-21T17:55:02Z\terror\t</pre><script>window.taken = true</script><img src=x onerror=\"window.taken = true\">";

    private static readonly DateTimeOffset Start = new(2026, 11, 21, 18, 0, 0, TimeSpan.Zero);

    public static VerdictRecord Record(
        string version, VerdictKind kind = VerdictKind.Reproduced, string regression = Regression, int attempt = 1, string reason = "Envoy is sent the service port: [2.2.2.2:80]") => new()
        {
            Regression = regression,
            Case = "removing-one-endpoint-keeps-the-port-of-the-other",
            Environment = "native",
            Version = version,
            Attempt = attempt,
            State = RecordState.Decided,
            Verdict = new Verdict(kind, reason),
            Expectation = Expected(regression, version),
            Started = Start.AddMinutes(attempt),
            ReadySeconds = 0.2,
            Seconds = 0.25 + (attempt * 0.125),
            Host = new RecordHost(1, Start),
            Command = $"istio-regressions verdict --regression {regression} --versions {version} --pilot './pilots/{{version}}/pilot-discovery'",
        };

    public static VerdictRecord NotRun(string version, string why) =>
        Record(version) with { State = RecordState.NotRun, Verdict = null, NotRun = why, Seconds = null };

    public static RecordedRun At(string root, VerdictRecord record) =>
        new(Path.Combine(root, record.Environment, record.Version, record.Regression, record.Case, record.Attempt.ToString(CultureInfo.InvariantCulture)), record);

    /// <summary>The largest matrix that a page must bear: 90 versions, 30 regressions, 3 attempts, a reason of its own for each.</summary>
    public static RunReport Largest(string root) => RunReport.Of(
        from version in ReleaseList.Default.Versions.Where(v => v.Minor is >= 5 and < 21).Take(90).Select(v => v.ToString())
        from regression in RegressionCatalogue.Default.Regressions.Select(r => r.Id).Concat(Enumerable.Range(1, 30).Select(i => $"a-regression-yet-to-come-{i}")).Take(30)
        from attempt in Enumerable.Range(1, 3)
        select At(root, Record(version, Seen(regression, version), regression, attempt, $"it was seen {attempt} times, {(regression + version).Sum(letter => letter)} ms after the start at the latest, that Envoy is sent [2.2.2.2:80] and [3.3.3.3:80]")));

    /// <summary>A run with a cell of every kind, with evidence.</summary>
    public static void WriteTo(string root)
    {
        Write(root, Record("1.5.10"), Steps("80"));
        Write(root, Record("1.6.14"), [.. Steps("80"), ("pilot.log", $"first\n{HostileLine}\nads\tEDS: PUSH for node:client\nlast\n")]);
        Write(root, Record("1.7.0", VerdictKind.Reproduced, reason: "a <b>surprise</b>: [2.2.2.2:80]"), Steps("80"));
        Write(root, Record("1.8.0", VerdictKind.Absent, reason: "the endpoint kept its port: [2.2.2.2:8080]"), Steps("8080"));
        Write(root, Record("1.9.0", VerdictKind.Inconclusive, reason: "it ended before its time"), [("pilot.log", "panic: it ended\n\ngoroutine 1 [running]:\nmain.main()\n")]);
        Write(root, NotRun("1.10.0", "there is no binary"), []);
        Write(root, Record("1.6.14", regression: "memory-per-endpoint", reason: "it grows"), [("heap-growth.json", HeapGrowth())]);
        Write(root, Record("1.6.14", VerdictKind.Absent, "made-up & new", reason: "the catalogue has it not"), []);
        Write(root, Record("1.5.0") with { Control = "with-no-defect", Verdict = Verdict.Absent("nothing was seen"), Expectation = new Expectation(ExpectationKind.Unaffected) }, []);
    }

    public static string Write(string root, VerdictRecord record, IEnumerable<(string Name, string Text)> evidence)
    {
        var (folder, _) = new RunFolder(root).Open(record);
        foreach (var (name, text) in evidence)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        return folder;
    }

    /// <summary>Two endpoints, of which one is removed; what is left has a port.</summary>
    public static IReadOnlyList<(string Name, string Text)> Steps(string port) =>
    [
        ("observed/00-start/client.json", Observed([])),
        ("observed/01-two-endpoints/client.json", Observed(["2.2.2.2:8080", "3.3.3.3:8080"])),
        ("observed/02-one-endpoint/client.json", Observed([$"2.2.2.2:{port}"])),
    ];

    private static string Observed(IReadOnlyList<string> endpoints)
    {
        const string Cluster = "outbound|80||httpbin.com";
        var lbEndpoints = endpoints.Select(e => e.Split(':')).Select(e => new { endpoint = new { address = new { socketAddress = new { address = e[0], portValue = int.Parse(e[1], CultureInfo.InvariantCulture) } } } });
        return JsonSerializer.Serialize(new
        {
            pushes = endpoints.Take(1).Select(_ => new { type = "endpoints" }),
            endpoints = endpoints.Take(1).ToDictionary(_ => Cluster, _ => new { clusterName = Cluster, endpoints = new[] { new { locality = new { }, lbEndpoints, loadBalancingWeight = endpoints.Count } } }),
        });
    }

    private static string HeapGrowth() => new HeapGrowth([new(250, 40_000_000, 1), new(500, 63_000_000, 1), new(1000, 136_000_000, 1)], 10).ToJson();

    private static Expectation Expected(string regression, string version) =>
        RegressionCatalogue.Default.Regressions.FirstOrDefault(r => r.Id == regression)?.Expect(IstioVersion.Parse(version)) ?? new Expectation(ExpectationKind.None);

    private static VerdictKind Seen(string regression, string version) => Expected(regression, version).Kind == ExpectationKind.Affected ? VerdictKind.Reproduced : VerdictKind.Absent;
}
