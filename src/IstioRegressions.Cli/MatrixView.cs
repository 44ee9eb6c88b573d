using System.Diagnostics;
using System.Globalization;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;
using Spectre.Console;

namespace IstioRegressions.Cli;

/// <summary>Shows a matrix while it runs: a live table on a terminal, a line a verdict elsewhere, nothing for JSON.</summary>
internal abstract class MatrixView(int planned, int kept)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The view for where the output goes.</summary>
    /// <param name="json">Whether records are all that is to be written.</param>
    /// <param name="planned">How many cells there will be.</param>
    /// <param name="kept">How many of them an earlier run has decided.</param>
    public static MatrixView For(bool json, int planned, int kept) =>
        json ? new Silent(planned, kept)
        : AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected ? new Live(planned, kept)
        : new Lines(planned, kept);

    /// <summary>Runs, and shows the matrix each time that something changed, until the run has ended.</summary>
    public abstract Task FollowAsync(Func<Action, Task> run, Func<Matrix> read);

    /// <summary>The final table, what contradicts the catalogue, what was not decided, and where the evidence is.</summary>
    public static void Conclude(Matrix matrix, IReadOnlyList<(string Regression, string Version)> missing, string folder)
    {
        AnsiConsole.Write(MatrixTable.Draw(matrix, AnsiConsole.Profile.Width));
        foreach (var cell in matrix.Cells.Where(c => c.Judgement is Judgement.Surprise or Judgement.Inconclusive))
        {
            Console.Out.WriteLine($"{Matrix.Word(cell)}: {cell.Regression} at {cell.Version} ({cell.Environment}): {cell.Verdict!.Reason}");
            Console.Out.WriteLine($"  repeat it: {cell.Runs[^1].Record.Command}");
        }

        foreach (var cell in matrix.Cells.Where(c => c.Judgement == Judgement.Quarantined))
        {
            Console.Out.WriteLine($"{Matrix.Word(cell)}: {cell.Regression} at {cell.Version} ({cell.Environment}): {cell.Verdict!.Reason}");
            Console.Out.WriteLine($"  quarantined {cell.Quarantine}");
        }

        foreach (var cell in matrix.Cells.Where(c => c.NotRun is not null))
        {
            Console.Out.WriteLine($"not run: {cell.Regression} at {cell.Version}: {cell.NotRun}");
        }

        foreach (var (regression, version) in missing)
        {
            Console.Out.WriteLine($"no verdict: {regression} at {version}: the test host ended without one; see test-host.log");
        }

        if (matrix.Note is { } note)
        {
            Console.Out.WriteLine(note);
        }

        Console.Out.WriteLine($"records and evidence: {Path.GetRelativePath(Environment.CurrentDirectory, folder)}");
    }

    protected string Progress(Matrix matrix)
    {
        var done = matrix.Cells.Count(c => !c.IsRunning);
        var elapsed = Stopwatch.GetElapsedTime(_started);
        // What was kept, and what is not run, took no time.
        var ran = matrix.Cells.Count(c => !c.IsRunning && c.NotRun is null) - kept;
        var left = ran <= 0 || done >= planned ? "" : $", about {Clock(elapsed / ran * (planned - done))} left";
        return $"{done} of {planned} decided{(kept > 0 ? $", {kept} of them before," : "")} after {Clock(elapsed)}{left}";
    }

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time:ss}");

    private sealed class Silent(int planned, int kept) : MatrixView(planned, kept)
    {
        public override Task FollowAsync(Func<Action, Task> run, Func<Matrix> read) => run(() => { });
    }

    private sealed class Lines(int planned, int kept) : MatrixView(planned, kept)
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
                        Console.Out.WriteLine($"{cell.Version} {cell.Regression}: {Matrix.Word(cell)} ({Progress(matrix)})");
                    }
                }
            }

            await run(Say);
            Say();
        }
    }

    private sealed class Live(int planned, int kept) : MatrixView(planned, kept)
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
                        context.UpdateTarget(new Rows(MatrixTable.Draw(matrix, AnsiConsole.Profile.Width), new Text(Progress(matrix))));
                        context.Refresh();
                    }
                }

                using var timer = TimeProvider.System.CreateTimer(_ => Show(), null, Tick, Tick);
                await run(Show);
            });
    }
}
