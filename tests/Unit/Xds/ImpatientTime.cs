using System.Collections.Concurrent;
using System.Threading.Channels;

namespace IstioRegressions.Unit.Xds;

/// <summary>The system's time, with which a test can lose its patience.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

    private readonly ConcurrentQueue<ITimer> _timers = new();

    /// <summary>Whether timers that are made from now on are due at once.</summary>
    public bool IsImpatient { get; set; }

    /// <summary>How long the next periodic timer would have waited.</summary>
    public async Task<TimeSpan> NextPauseAsync() => await _pauses.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);

    /// <summary>Makes every timer that runs due now.</summary>
    public void EndAllWaits()
    {
        foreach (var timer in _timers)
        {
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period > TimeSpan.Zero)
        {
            _pauses.Writer.TryWrite(period);
        }

        var timer = System.CreateTimer(callback, state, IsImpatient && dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
        _timers.Enqueue(timer);
        return timer;
    }
}
