namespace IstioRegressions.Load;

/// <summary>When a server answered and when it did not, as those who asked it say. Safe for concurrent use.</summary>
/// <param name="time">The clock.</param>
public sealed class Availability(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Outage> _outages = [];
    private DateTimeOffset? _since;

    /// <summary>The times without an answer, the earliest first; the last may still go on.</summary>
    public IReadOnlyList<Outage> Outages
    {
        get
        {
            lock (_lock)
            {
                return _since is { } since ? [.. _outages, new Outage(since, null)] : [.. _outages];
            }
        }
    }

    internal void Answered()
    {
        lock (_lock)
        {
            if (_since is { } since)
            {
                _outages.Add(new Outage(since, time.GetUtcNow()));
                _since = null;
            }
        }
    }

    internal void Failed()
    {
        lock (_lock)
        {
            _since ??= time.GetUtcNow();
        }
    }
}
