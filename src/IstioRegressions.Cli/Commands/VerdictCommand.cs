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
    public static Command Create(Func<string, string?> variables)
    {
        var options = new RunOptions(variables, one: true);
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

            var host = new ScenarioHost(settings);
            var planned = MatrixCommand.Planned([regression], settings);
            await PilotFetch.RunAsync(settings, settings.Versions, parsed.IsQuiet(), ct);
            var runs = await Working.OnAsync(parsed.IsQuiet(), Doing(regression, settings), async say =>
            {
                var progress = new RunProgress(planned.Count, 0);
                await host.RunAsync([regression.Id], planned.Count > 1 ? () => say(progress.Say(new Matrix(host.Records))) : () => { }, ct);
                return host.Records;
            });
            var matrix = new Matrix(runs);
            if (parsed.GetValue(options.Json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(runs.Select(r => r.Record), RunFolder.Json));
            }
            else
            {
                Say(matrix, Console.Out);
            }

            return Code(matrix.Cells, planned);
        });
        return command;
    }

    private static string Doing(Regression regression, Settings settings) =>
        $"judging {regression.Id} at {string.Join(", ", settings.Versions)}: seconds, minutes at most";

    /// <summary>
    /// The worst of the cells: reproduced somewhere is reproduced; else anything undecided cannot be judged, and is an error
    /// where it would be so whatever the commit.
    /// </summary>
    internal static int Code(IReadOnlyList<MatrixCell> cells, IReadOnlyList<(string Regression, string Version)> planned)
    {
        if (cells.FirstOrDefault(c => c.NotRun is not null) is { } not)
        {
            throw new UsageException(WhyNot(not));
        }

        var verdicts = cells.Select(c => c.Verdict?.Kind ?? VerdictKind.Inconclusive).ToList();
        return verdicts.Contains(VerdictKind.Reproduced) ? ExitCode.Bad
            : cells.FirstOrDefault(c => c.Verdict is { Ours: true }) is { } ours ? throw new UsageException(WhyNot(ours))
            : verdicts.Contains(VerdictKind.Inconclusive) || MatrixCommand.Missing(cells, planned).Count > 0 ? ExitCode.Skip
            : ExitCode.Good;
    }

    /// <summary>Why a cell cannot be judged on this machine, whatever the commit.</summary>
    internal static string WhyNot(MatrixCell cell) => cell.NotRun is { } reason
        ? $"{cell.Regression} at {cell.Version} was not run: {reason}"
        : $"{cell.Regression} at {cell.Version} cannot be judged here, whatever the version: {cell.Verdict!.Reason}";

    /// <summary>Says the verdicts. What could not be run here is the error of <see cref="Code"/>, and is said once.</summary>
    internal static void Say(Matrix matrix, TextWriter say)
    {
        foreach (var cell in matrix.Cells.Where(c => c.NotRun is null && c.Verdict is not { Ours: true }))
        {
            say.WriteLine($"{cell.Regression} at {cell.Version} ({cell.Environment}): {Matrix.Word(cell)}");
            say.WriteLine($"  {cell.Verdict?.Reason}");
            say.WriteLine($"  expected: {cell.Runs[^1].Record.Expectation}");
            if (cell.Quarantine is { } quarantine)
            {
                say.WriteLine($"  quarantined {quarantine}");
            }

            foreach (var run in cell.Runs)
            {
                say.WriteLine($"  evidence: {Path.GetRelativePath(Environment.CurrentDirectory, run.Folder)}");
            }
        }

        if (matrix.Note is { } note)
        {
            say.WriteLine(note);
        }
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
}
