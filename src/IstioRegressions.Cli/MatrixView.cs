using IstioRegressions.Reports;
using IstioRegressions.Verdicts;
using Spectre.Console;

namespace IstioRegressions.Cli;

/// <summary>Shows a matrix while it runs: a live table on a terminal, a line a verdict elsewhere, nothing where results are all that is asked for.</summary>
internal abstract class MatrixView
{
    /// <summary>The view for where the output goes.</summary>
    /// <param name="silent">Whether results are all that is to be written.</param>
    /// <param name="planned">How many cells there will be.</param>
    /// <param name="kept">How many of them an earlier run has decided.</param>
    public static MatrixView For(bool silent, int planned, int kept) =>
        silent ? new Silent()
        : AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected ? new Live(new RunProgress(planned, kept))
        : new Lines(new RunProgress(planned, kept));

    /// <summary>Runs, and shows the matrix each time that something changed, until the run has ended.</summary>
    public abstract Task FollowAsync(Func<Action, Task> run, Func<Matrix> read);

    /// <summary>What is said below the final table: what contradicts the catalogue, what was not decided, and where the evidence is.</summary>
    public static IEnumerable<string> Words(Matrix matrix, IReadOnlyList<(string Regression, string Version)> missing, string folder)
    {
        foreach (var cell in matrix.Cells.Where(c => c.Judgement is Judgement.Surprise or Judgement.Inconclusive))
        {
            yield return Sentence(cell);
            yield return $"  repeat it: {cell.Runs[^1].Record.Command}";
        }

        foreach (var cell in matrix.Cells.Where(c => c.Judgement == Judgement.Quarantined))
        {
            yield return Sentence(cell);
            yield return $"  quarantined {cell.Quarantine}";
        }

        foreach (var cell in matrix.Cells.Where(c => c.NotRun is not null))
        {
            yield return $"not run: {cell.Regression} at {cell.Version}: {cell.NotRun}";
        }

        foreach (var (regression, version) in missing)
        {
            yield return $"no verdict: {regression} at {version}: the test host ended without one; see test-host.log";
        }

        if (matrix.Note is { } note)
        {
            yield return note;
        }

        yield return $"records and evidence: {Path.GetRelativePath(Environment.CurrentDirectory, folder)}";
    }

    private static string Sentence(MatrixCell cell) => $"{Matrix.Word(cell)}: {cell.Regression} at {cell.Version} ({cell.Environment}): {cell.Verdict!.Reason}";

    private sealed class Silent : MatrixView
    {
        public override Task FollowAsync(Func<Action, Task> run, Func<Matrix> read) => run(() => { });
    }

    private sealed class Lines(RunProgress progress) : MatrixView
    {
        public override async Task FollowAsync(Func<Action, Task> run, Func<Matrix> read)
        {
            var said = new HashSet<(string, string)>();
            var one = new Lock();
            void Say()
            {
                lock (one)
                {
                    var matrix = read();
                    foreach (var cell in matrix.Cells.Where(c => !c.IsRunning && said.Add((c.Regression, c.Version))))
                    {
                        Console.Out.WriteLine($"{cell.Version} {cell.Regression}: {Matrix.Word(cell)} ({progress.Say(matrix)})");
                    }
                }
            }

            await Console.Error.WriteLineAsync("starting the test host; the first verdicts come after some seconds");
            await run(Say);
            Say();
        }
    }

    private sealed class Live(RunProgress progress) : MatrixView
    {
        // Often enough that the clock runs; a change is shown at once.
        private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

        public override Task FollowAsync(Func<Action, Task> run, Func<Matrix> read) =>
            AnsiConsole.Live(new Text("starting the test host")).AutoClear(true).Cropping(VerticalOverflowCropping.Top).StartAsync(async context =>
            {
                var one = new Lock();
                void Show()
                {
                    lock (one)
                    {
                        var matrix = read();
                        context.UpdateTarget(new Rows(MatrixTable.Draw(matrix, AnsiConsole.Profile.Width), new Text(progress.Say(matrix))));
                        context.Refresh();
                    }
                }

                using var timer = TimeProvider.System.CreateTimer(_ => Show(), null, Tick, Tick);
                await run(Show);
            });
    }
}
