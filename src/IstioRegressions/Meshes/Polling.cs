using System.Diagnostics;

namespace IstioRegressions.Meshes;

/// <summary>
/// The one place that waits by the clock: for a state that tells nobody when it is reached, so that it can only be asked
/// for, and for a pause that is itself what is meant.
/// </summary>
public static class Polling
{
    private static readonly TimeSpan Quickest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Slowest = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Asks again and again until the answer is true: after 5 ms at first, 50 ms at last, and never for more than half of the
    /// time, so that a costly question does not become the load.
    /// </summary>
    /// <param name="what">What is awaited, as the error says it: "pilot 1.6.0 is ready".</param>
    /// <param name="within">The deadline.</param>
    /// <param name="ask">The question. An exception of it ends the wait.</param>
    /// <param name="lastSeen">What the error adds: the state that was last seen.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public static async Task UntilAsync(
        string what,
        TimeSpan within,
        Func<CancellationToken, Task<bool>> ask,
        Func<string> lastSeen,
        CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = Quickest;
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            if (await ask(ct))
            {
                return;
            }

            // An answer that was late is of before the deadline: it is asked once more.
            if (Stopwatch.GetElapsedTime(started, asked) >= within)
            {
                throw new TimeoutException($"not seen within {within.TotalSeconds:0.###} s: {what}; {lastSeen()}");
            }

            var took = Stopwatch.GetElapsedTime(asked);
            await PauseAsync(took > pause ? took : pause, TimeProvider.System, ct);
            pause = pause * 1.5 < Slowest ? pause * 1.5 : Slowest;
        }
    }

    /// <summary>Waits for a duration that is itself the point: kubelet's back-off, the gap between two scans.</summary>
    public static Task PauseAsync(TimeSpan duration, TimeProvider time, CancellationToken ct) =>
#pragma warning disable RS0030 // this class is what the ban points to
        Task.Delay(duration, time, ct);
#pragma warning restore RS0030
}
