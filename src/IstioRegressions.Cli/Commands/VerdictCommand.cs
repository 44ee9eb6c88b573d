using System.CommandLine;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>verdict</c>: one regression at one version or more, with the exit codes of <c>git bisect run</c>.</summary>
internal static class VerdictCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var command = new Command(
            "verdict",
            "Judges one regression. Exit code 0: absent, 1: reproduced, 125: cannot be judged, 255: usage (as git bisect run reads them).");
        options.AddTo(command);
        command.Does(async (parsed, ct) =>
        {
            var regression = options.Regressions(parsed) is [var one]
                ? one
                : throw new UsageException("verdict judges one regression: --regression ID; istio-regressions list has them");
            var settings = options.Settings(parsed);
            Check(regression, settings);

            await PilotFetch.RunAsync(settings, settings.Versions, ct);
            var host = new ScenarioHost(settings);
            await host.RunAsync([regression.Id], () => { }, ct);
            var runs = host.Records;
            var cells = new Matrix(runs).Cells;
            Say(cells, runs, parsed.GetValue(options.Json));
            return Code(cells, MatrixCommand.Planned([regression], settings));
        });
        return command;
    }

    /// <summary>The worst of the cells: reproduced somewhere is reproduced; else anything undecided cannot be judged.</summary>
    internal static int Code(IReadOnlyList<MatrixCell> cells, IReadOnlyList<(string Regression, string Version)> planned)
    {
        if (cells.FirstOrDefault(c => c.NotRun is not null) is { } not)
        {
            throw new UsageException($"{not.Regression} at {not.Version} was not run: {not.NotRun}");
        }

        var verdicts = cells.Select(c => c.Verdict?.Kind ?? VerdictKind.Inconclusive).ToList();
        return verdicts.Contains(VerdictKind.Reproduced) ? ExitCode.Bad
            : verdicts.Contains(VerdictKind.Inconclusive) || MatrixCommand.Missing(cells, planned).Count > 0 ? ExitCode.Skip
            : ExitCode.Good;
    }

    private static void Check(Regression regression, Settings settings)
    {
        if (settings.Versions.Count == 0)
        {
            throw new UsageException("verdict needs the version that the pilot is of: --versions 1.6.14");
        }

        foreach (var version in settings.Versions)
        {
            if (!regression.Applies.Contains(version))
            {
                throw new UsageException($"{regression.Id} does not apply to {version}: the question makes sense in {regression.Applies}");
            }

            if (Requirements.Missing(regression, settings, version) is { } why)
            {
                throw new UsageException(why);
            }
        }
    }

    private static void Say(IReadOnlyList<MatrixCell> cells, IReadOnlyList<RecordedRun> runs, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(runs.Select(r => r.Record), RunFolder.Json));
            return;
        }

        foreach (var cell in cells)
        {
            Console.Out.WriteLine($"{cell.Regression} at {cell.Version} ({cell.Environment}): {Matrix.Word(cell)}");
            Console.Out.WriteLine($"  {cell.Verdict?.Reason ?? cell.NotRun}");
            Console.Out.WriteLine($"  expected: {cell.Runs[0].Record.Expectation}");
            foreach (var run in cell.Runs)
            {
                Console.Out.WriteLine($"  evidence: {Path.GetRelativePath(Environment.CurrentDirectory, run.Folder)}");
            }
        }
    }
}
