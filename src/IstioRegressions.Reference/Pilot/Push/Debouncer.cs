namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>
/// Merges push requests until none came for a quiet while, or the first has waited for the longest time, and then pushes once. One push at a time: what comes meanwhile waits for its end.
/// </summary>
internal sealed class Debouncer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _quiet;
    private readonly TimeSpan _longest;
    private readonly TimeProvider _time;
    private readonly Action<PushRequest> _push;
    private readonly List<PushRequest> _pending = [];
    private readonly ITimer _timer;
    private long _first;
    private long _last;
    private bool _isPushing;

    public Debouncer(TimeSpan quiet, TimeSpan longest, TimeProvider time, Action<PushRequest> push)
    {
        (_quiet, _longest, _time, _push) = (quiet, longest, time, push);
        _timer = time.CreateTimer(_ => Elapsed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(PushRequest request)
    {
        lock (_lock)
        {
            _last = _time.GetTimestamp();
            if (_pending.Count == 0)
            {
                _first = _last;
            }

            _pending.Add(request);
            if (!_isPushing)
            {
                _timer.Change(Remaining(), Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Elapsed()
    {
        PushRequest request;
        lock (_lock)
        {
            if (_pending.Count == 0 || _isPushing)
            {
                return;
            }

            // A timer may fire a moment early, and a request may have come between its firing and this line.
            if (Remaining() > TimeSpan.Zero)
            {
                _timer.Change(Remaining(), Timeout.InfiniteTimeSpan);
                return;
            }

            (request, _isPushing) = (PushRequest.Merge(_pending), true);
            _pending.Clear();
        }

        try
        {
            _push(request);
        }
        finally
        {
            lock (_lock)
            {
                _isPushing = false;
                if (_pending.Count > 0)
                {
                    _timer.Change(Remaining(), Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private TimeSpan Remaining()
    {
        var untilQuiet = _quiet - _time.GetElapsedTime(_last);
        var untilLongest = _longest - _time.GetElapsedTime(_first);
        var remaining = untilQuiet < untilLongest ? untilQuiet : untilLongest;

        // Timers count whole milliseconds: rounding down would fire before the time is up.
        return remaining <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds));
    }
}
