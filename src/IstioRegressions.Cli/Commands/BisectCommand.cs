using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using IstioRegressions.Bisection;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>bisect</c>: the first bad release of a line, or the first fixed one.</summary>
internal static class BisectCommand
{
    public static Command Create(Func<string, string?> variables)
    {
        var options = new RunOptions(variables, one: true);
        var good = new Option<string>("--good") { Description = "A release before --bad that lacks the regression: the first bad release behind it is looked for." };
        var bad = new Option<string>("--bad") { Description = "A release that has the regression.", Required = true };
        var cured = new Option<string>("--fixed") { Description = "In place of --good: a release after --bad that lacks the regression: the first fixed release is looked for." };
        var repeat = new Option<int>("--repeat")
        {
            Description = "Judge the bad end until it has reproduced N times, and each release as often as it takes; 5 is good for a race. By default a verdict is certain.",
            DefaultValueFactory = _ => 1,
        };
        var confidence = new Option<double?>("--confidence") { Description = "With --repeat: how probable the answer must be, above 0.5 and below 1; by default 0.95." };
        var command = new Command(
            "bisect",
            "Finds the first bad release of a line (--good V --bad V), or the first fixed one (--bad V --fixed V). Exit code 0: found, 2: could not be decided, 255: usage.");
        options.AddTo(command, without: ["ISTIO_VERSIONS", "ISTIO_EXPECT"]);
        command.Options.Add(good);
        command.Options.Add(bad);
        command.Options.Add(cured);
        command.Options.Add(repeat);
        command.Options.Add(confidence);
        command.Does(async (parsed, ct) =>
        {
            var regression = options.Regressions(parsed) is [var one]
                ? one
                : throw new UsageException("bisect looks for one regression: --regression ID; istio-regressions list has them");
            var (times, sure) = Sureness(parsed.GetValue(repeat), parsed.GetValue(confidence));
            var (line, change) = Line(Version(parsed.Given(good)), IstioVersion.Parse(parsed.GetRequiredValue(bad)), Version(parsed.Given(cured)));

            // Each verdict is asked for anew, and none is asserted.
            var settings = options.Settings(parsed, ("ISTIO_VERSIONS", string.Join(',', line))) with { Resumes = false, Expect = ExpectedVerdict.Catalogue };
            var search = new ReleaseSearch(line, change, times, sure);
            Check(regression, settings, search);

            var json = parsed.GetValue(options.Json);
            var bisect = new BisectRun(regression, settings.Environment, search, json || parsed.IsQuiet() ? TextWriter.Null : Console.Out);
            await bisect.WalkAsync(release => Requirements.Missing(regression, settings, release), (release, ct) => JudgeAsync(regression, settings, release, parsed.IsQuiet(), ct), ct);

            var report = new BisectReport(bisect, Command(regression, settings, search, times, sure));
            if (json)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(report.ForMachines(), RunFolder.Json));
            }
            else
            {
                report.Conclude(Console.Out);
            }

            if (report.Problem is { } problem)
            {
                await Console.Error.WriteLineAsync($"istio-regressions: {problem}");
            }

            return search.Found is null ? ExitCode.Undecided : ExitCode.Good;
        });
        return command;
    }

    private static IstioVersion? Version(string? text) => text is null ? null : IstioVersion.Parse(text);

    /// <summary>How often a release is judged and how sure the answer must be, as <c>--repeat</c> and <c>--confidence</c> say.</summary>
    /// <exception cref="UsageException">One of the two cannot be.</exception>
    internal static (int Repeat, double Confidence) Sureness(int repeat, double? confidence) => (repeat, confidence) switch
    {
        (< 1, _) => throw new UsageException($"--repeat {repeat} is not 1 or more"),
        (1, not null) => throw new UsageException("--confidence is about verdicts that differ from run to run: give --repeat too, for example --repeat 5"),
        (_, not (null or (> 0.5 and < 1))) => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--confidence {confidence} is not above 0.5 and below 1")),
        _ => (repeat, confidence ?? 0.95),
    };

    private static (IReadOnlyList<IstioVersion> Line, ReleaseChange Change) Line(IstioVersion? good, IstioVersion bad, IstioVersion? cured)
    {
        var (from, to, change) = (good, cured) switch
        {
            ({ } before, null) when before > bad => throw new UsageException($"{before} is later than {bad}: a good release after a bad one is a fixed one; write --bad {bad} --fixed {before}"),
            ({ } before, null) => (before, bad, ReleaseChange.FirstBad),
            (null, { } after) when after < bad => throw new UsageException($"{after} is earlier than {bad}, and so not fixed after it; write --good {after} --bad {bad}"),
            (null, { } after) => (bad, after, ReleaseChange.FirstFixed),
            _ => throw new UsageException("bisect needs two ends: --good V --bad V for the first bad release, or --bad V --fixed V for the first fixed one"),
        };
        return ReleaseLine.TryBetween(ReleaseList.Default, from, to, out var line, out var whyNot) ? (line, change) : throw new UsageException(whyNot);
    }

    private static void Check(Regression regression, Settings settings, ReleaseSearch search)
    {
        foreach (var end in new[] { search.GoodEnd, search.BadEnd })
        {
            if (!regression.Applies.Contains(end))
            {
                throw new UsageException($"{regression.Id} does not apply to {end}: the question makes sense in {regression.Applies}");
            }

            if (Requirements.Missing(regression, settings, end) is { } why)
            {
                throw new UsageException(why);
            }
        }
    }

    private static async Task<Probe> JudgeAsync(Regression regression, Settings settings, IstioVersion release, bool quiet, CancellationToken ct)
    {
        var host = new ScenarioHost(settings with { Versions = [release] });
        await PilotFetch.RunAsync(settings, [release], quiet, ct);
        await host.RunAsync([regression.Id], () => { }, ct);
        var cell = new Matrix(host.Records).At(release.ToString(), regression.Id).FirstOrDefault();
        return cell?.Verdict is { Ours: true } ? throw new UsageException(VerdictCommand.WhyNot(cell)) : Probe.Of(release, cell);
    }

    private static string Command(Regression regression, Settings settings, ReleaseSearch search, int repeat, double confidence)
    {
        var ends = search.Change == ReleaseChange.FirstBad ? $"--good {search.GoodEnd} --bad {search.BadEnd}" : $"--bad {search.BadEnd} --fixed {search.GoodEnd}";
        var given = string.Concat(RepeatOptions.Of(settings, regression).Select(o => $" {o.Option} {o.Value}"));
        var sure = repeat == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" --repeat {repeat} --confidence {confidence}");
        return $"istio-regressions bisect --regression {regression.Id} {ends}{given}{sure}";
    }
}
