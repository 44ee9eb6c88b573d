using IstioRegressions.Catalogue;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Reports;

/// <summary>Two shards of a run with one cell of each kind, a control, an attempt that was repeated, and a file that is no record.</summary>
internal sealed class SomeShards : IDisposable
{
    /// <summary>What a control plane may say: all that Markdown, XML and HTML take for their own, and what XML cannot hold.</summary>
    public const string Nasty = "a | b <script>alert(1)</script> \u001b[31m `code` **bold** [x](javascript:1) https://example.org &lt; @someone \\ ]]> \ud800\n# head";

    private readonly TempFolder _folder = new();

    public SomeShards()
    {
        Write("one", Decided("1.6.0", Verdict.Reproduced("port 80")));
        Write("one", Decided("1.6.1", Verdict.Absent(Nasty)));
        Write("one", Decided("1.6.2", Verdict.Inconclusive("too early")), attempts: 2);
        Write("two", Decided("1.6.2", Verdict.Inconclusive(Nasty)) with { Started = At(9) });
        Write("two", Decided("1.6.3", Verdict.Absent("race")) with { Quarantine = new Quarantine("istio/istio#1", new DateOnly(2999, 1, 31), Nasty) });
        Write("two", Decided("1.6.4", Verdict.Absent("no push")) with { State = RecordState.NotRun, Verdict = null, Seconds = null, NotRun = Nasty });
        Write("two", Decided("1.6.0", Verdict.Reproduced("port 80")) with { Environment = "native", Regression = "workloadentry-relabel-leak" });
        Write("two", Decided("1.6.0", Verdict.Reproduced("port 80")) with { Control = "with-no-defect", Expectation = new Expectation(ExpectationKind.Unaffected) });
        _folder.Write("two/reference/verdict.json", "{ \"schema\": 7 }");
    }

    public string One => _folder["one"];

    public string Two => _folder["two"];

    /// <summary>Where a report of both may lie.</summary>
    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    private void Write(string shard, VerdictRecord record, int attempts = 1)
    {
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            new RunFolder(_folder[shard]).Open(record with { Started = record.Started.AddSeconds(attempt) });
        }
    }

    private static DateTimeOffset At(int second) => new(2026, 1, 1, 0, 0, second, TimeSpan.Zero);

    private static VerdictRecord Decided(string version, Verdict verdict) => new()
    {
        Regression = "serviceentry-endpoint-port",
        Case = "a-case",
        Environment = "reference",
        Version = version,
        State = RecordState.Decided,
        Verdict = verdict,
        Seconds = 1.25,
        Expectation = new Expectation(ExpectationKind.Affected, Basis.Git),
        Started = At(0),
        Host = RecordHost.Current,
        Command = "istio-regressions verdict --regression `it`",
    };
}
