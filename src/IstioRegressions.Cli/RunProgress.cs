using IstioRegressions.Reports;

namespace IstioRegressions.Cli;

/// <summary>How far a run has come, and how long the rest of it will take.</summary>
/// <param name="planned">How many cells there will be.</param>
/// <param name="kept">How many of them an earlier run has decided.</param>
internal sealed class RunProgress(int planned, int kept)
{
    private readonly Countdown _clock = new();

    public string Say(Matrix matrix)
    {
        var done = matrix.Cells.Count(c => !c.IsRunning);
        // What was kept, and what is not run, took no time.
        var ran = matrix.Cells.Count(c => !c.IsRunning && c.NotRun is null) - kept;
        return $"{done} of {planned} decided{(kept > 0 ? $", {kept} of them before," : "")} after {Countdown.Clock(_clock.Elapsed)}{_clock.Left(ran, planned - done)}";
    }
}
