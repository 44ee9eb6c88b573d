using System.Collections.Concurrent;

namespace IstioRegressions.Unit.Distributions;

/// <summary>A clock that runs faster than the system's, and remembers the waits that were asked of it.</summary>
internal sealed class FastClock(double speed) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    public IEnumerable<TimeSpan> Waits => _waits;

    public override long TimestampFrequency => (long)(System.TimestampFrequency / speed);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waits.Enqueue(dueTime);
        return new FastTimer(this, System.CreateTimer(callback, state, Fast(dueTime), Fast(period)));
    }

    private TimeSpan Fast(TimeSpan time) => time > TimeSpan.Zero ? time / speed + TimeSpan.FromMilliseconds(1) : time;

    private sealed class FastTimer(FastClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Fast(dueTime), clock.Fast(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
