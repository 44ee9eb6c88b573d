using IstioRegressions.Meshes;

namespace IstioRegressions.Load;

/// <summary>Lets so many through a second, evenly; all at once where there is no rate. Safe for concurrent use.</summary>
/// <param name="rate">How many a second; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double? rate, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _turns;

    /// <summary>Waits for the next turn.</summary>
    public async ValueTask NextAsync(CancellationToken ct)
    {
        if (rate is not { } perSecond)
        {
            return;
        }

        var turn = Interlocked.Increment(ref _turns) - 1;
        var early = TimeSpan.FromSeconds(turn / perSecond) - time.GetElapsedTime(_started);
        if (early > TimeSpan.Zero)
        {
            await Polling.PauseAsync(early, time, ct);
        }
    }
}
