namespace IstioRegressions.Load.Traffic;

/// <summary>What became of the requests. Not safe for concurrent use: each loop has its own, and they are put together at the end.</summary>
internal sealed class TrafficCount
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<(long Moment, FailureCause Cause), FailureMoment> _failures = [];

    public LatencyHistogram Latencies { get; } = new();

    public long Successful { get; private set; }

    public long Bytes { get; private set; }

    public TimeSpan Busy { get; private set; }

    public TimeSpan Longest { get; private set; }

    public TimeSpan Shortest { get; private set; } = TimeSpan.MaxValue;

    public IEnumerable<FailureMoment> Failures => _failures.Values;

    public void Succeeded(TimeSpan took, long bytes)
    {
        Successful++;
        Bytes += bytes;
        Busy += took;
        Longest = took > Longest ? took : Longest;
        Shortest = took < Shortest ? took : Shortest;
        Latencies.Add(took);
    }

    /// <param name="at">When, after the start.</param>
    /// <param name="took">How long it had been under way.</param>
    /// <param name="cause">Why.</param>
    /// <param name="status">The status that it was answered with, where that is the cause.</param>
    public void Failed(TimeSpan at, TimeSpan took, FailureCause cause, int? status = null)
    {
        var key = (at.Ticks / Moment.Ticks, cause);
        _failures[key] = _failures.TryGetValue(key, out var there) ? there with { Count = there.Count + 1 } : new FailureMoment(at, cause, 1, status);
        if (cause == FailureCause.Timeout)
        {
            // To leave out those that took the longest would make a stalled server look fast.
            Latencies.Add(took);
        }
    }

    public void Add(TrafficCount other)
    {
        Successful += other.Successful;
        Bytes += other.Bytes;
        Busy += other.Busy;
        Longest = other.Longest > Longest ? other.Longest : Longest;
        Shortest = other.Shortest < Shortest ? other.Shortest : Shortest;
        Latencies.Add(other.Latencies);
        foreach (var (key, theirs) in other._failures)
        {
            _failures[key] = !_failures.TryGetValue(key, out var ours)
                ? theirs
                : (ours.First <= theirs.First ? ours : theirs) with { Count = ours.Count + theirs.Count };
        }
    }
}
