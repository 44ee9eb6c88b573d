using System.CommandLine;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;
using Spectre.Console;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>matrix</c>: regressions × versions, live while they run, then the final table.</summary>
internal static class MatrixCommand
{
    public static Command Create(Func<string, string?> variables)
    {
        var options = new RunOptions(variables);
        var command = new Command(
            "matrix",
            "Judges regressions over versions. Exit code 0: all as expected, 1: a surprise, 2: something inconclusive, 255: usage.");
        options.AddTo(command);
        var resume = new Option<string>("--resume") { Description = "A run to go on with, by the name of its folder: what it has decided is not run again (ISTIO_RESUME)." };
        command.Options.Add(resume);
        command.Does(async (parsed, ct) =>
        {
            var regressions = options.Regressions(parsed);
            var settings = options.Settings(parsed, ("ISTIO_RESUME", parsed.Given(resume)));
            var planned = Planned(regressions, settings);
            var host = new ScenarioHost(settings);
            var json = parsed.GetValue(options.Json);

            // A run that is resumed may hold more than is asked for now.
            IReadOnlyList<RecordedRun> Asked() => [.. host.Records.Where(r => planned.Contains((r.Record.Regression, r.Record.Version)))];

            await PilotFetch.RunAsync(settings, planned.Select(p => IstioVersion.Parse(p.Version)), parsed.IsQuiet(), ct);
            try
            {
                await MatrixView.For(json || parsed.IsQuiet(), planned.Count, kept: new Matrix(Asked()).Cells.Count).FollowAsync(
                    changed => host.RunAsync([.. regressions.Select(r => r.Id)], changed, ct),
                    () => new Matrix(Asked()));
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync($"istio-regressions: to go on, give the same command and --resume {settings.Run}");
                throw;
            }

            var runs = Shown(host.Records, planned, regressions, settings);
            var matrix = new Matrix(runs);
            var table = MatrixTable.Draw(matrix, AnsiConsole.Profile.Width);
            IReadOnlyList<string> words = [.. MatrixView.Words(matrix, Missing(matrix.Cells, planned), host.Run.Path)];
            await File.WriteAllTextAsync(Path.Combine(host.Run.Path, "matrix.md"), MarkdownReport.Render(matrix), ct);
            await File.WriteAllTextAsync(Path.Combine(host.Run.Path, "matrix.svg"), TerminalPicture.Draw("istio-regressions matrix", table, words, AnsiConsole.Profile.Width), ct);
            if (json)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(runs.Select(r => r.Record), RunFolder.Json));
            }
            else
            {
                AnsiConsole.Write(table);
                foreach (var line in words)
                {
                    Console.Out.WriteLine(line);
                }
            }

            return Code(matrix.Cells, planned);
        });
        return command;
    }

    /// <summary>
    /// A surprise outweighs what was not decided, which is also what was planned and left no verdict; what was not run for
    /// a reason is no matter of the code, nor is what a quarantined scenario came to.
    /// </summary>
    internal static int Code(IReadOnlyList<MatrixCell> cells, IReadOnlyList<(string Regression, string Version)> planned) =>
        cells.Any(c => c.Judgement == Judgement.Surprise) ? ExitCode.Bad
        : cells.Any(c => c.Judgement == Judgement.Inconclusive) || Missing(cells, planned).Count > 0 || cells.All(c => c.NotRun is not null) ? ExitCode.Undecided
        : ExitCode.Good;

    /// <summary>
    /// The records that the matrix is made of: those of what was planned, and where the versions are the default ones also those
    /// of the aspects, whose theories have default versions of their own.
    /// </summary>
    internal static IReadOnlyList<RecordedRun> Shown(
        IEnumerable<RecordedRun> records, IReadOnlyList<(string Regression, string Version)> planned, IReadOnlyList<Regression> regressions, Settings settings) =>
    [
        .. records.Where(r => planned.Contains((r.Record.Regression, r.Record.Version))
            || (settings.Versions.Count == 0 && r.Record is { Aspect: not null, NotRun: null } && regressions.Any(x => x.Id == r.Record.Regression))),
    ];

    /// <summary>What was planned and has neither a verdict nor a reason why it was not run.</summary>
    internal static IReadOnlyList<(string Regression, string Version)> Missing(
        IReadOnlyList<MatrixCell> cells, IReadOnlyList<(string Regression, string Version)> planned) =>
        [.. planned.Except(cells.Where(c => c.Verdict is not null || c.NotRun is not null).Select(c => (c.Regression, c.Version)))];

    /// <summary>The cells that a run should fill.</summary>
    internal static IReadOnlyList<(string Regression, string Version)> Planned(IEnumerable<Regression> regressions, Settings settings) =>
    [
        .. regressions.SelectMany(r =>
            (settings.Versions.Count > 0 ? settings.Versions : r.DefaultVersions(ReleaseList.Default.Versions)).Select(v => (r.Id, v.ToString()))),
    ];
}
