using System.Diagnostics;
using System.Text;

namespace IstioRegressions.Load.Traffic;

/// <summary>Some of a load's users, all on one thread.</summary>
internal sealed class UserLoop
{
    // How late a timeout may be noticed.
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(50);

    private readonly TrafficOptions _options;
    private readonly TrafficRun _run;
    private readonly User[] _users;
    private readonly Queue<(User User, long At)> _idle = [];
    private readonly TimeSpan _sweep;
    private long _swept;
    private long _begun;

    public UserLoop(TrafficOptions options, TrafficRun run, int users)
    {
        (_options, _run) = (options, run);
        _sweep = options.Timeout / 8 < Sweep ? options.Timeout / 8 : Sweep;
        var address = options.Server.Serialize();
        (Family, Address) = ((int)address.Family switch { 23 => 10, var same => same }, address.Buffer[..address.Size].ToArray());
        var end = options.KeepAlive ? "" : "Connection: close\r\n";
        Request = Encoding.ASCII.GetBytes($"GET {options.Path} HTTP/1.1\r\nHost: {options.Host ?? $"{options.Server}"}\r\nUser-Agent: istio-regressions\r\nAccept: */*\r\n{end}\r\n");
        _users = [.. Enumerable.Range(0, users).Select(key => new User(key, this))];
    }

    public Epoll Epoll { get; } = new();

    public TrafficCount Count { get; } = new();

    public byte[] Request { get; }

    public byte[] Buffer { get; } = new byte[64 * 1024];

    /// <summary>The socket address, as the kernel wants it.</summary>
    public byte[] Address { get; }

    /// <summary>Its family, as the kernel numbers it.</summary>
    public int Family { get; }

    public bool KeepAlive => _options.KeepAlive;

    /// <summary>Makes the load until it is over and no request is under way.</summary>
    public void Run()
    {
        try
        {
            foreach (var user in _users)
            {
                _idle.Enqueue((user, 0));
            }

            var ready = new List<int>();
            while (!_run.IsAborted)
            {
                var now = Stopwatch.GetTimestamp();
                var wait = _options.Rate is { } rate ? BeginDue(rate, now) : BeginNext(now);
                if (wait is null && _idle.Count == _users.Length)
                {
                    return;
                }

                Epoll.Wait(wait is { } next && next < _sweep ? next : _sweep, ready);
                foreach (var key in ready)
                {
                    _users[key].Ready();
                }

                GiveUp();
            }
        }
        finally
        {
            Array.ForEach(_users, u => u.Close());
        }
    }

    public void Free(User user) => _idle.Enqueue((user, _options.Pause == TimeSpan.Zero ? 0 : Stopwatch.GetTimestamp() + Ticks(_options.Pause)));

    public void Failed(TimeSpan took, FailureCause cause, int? status = null) => Count.Failed(_run.Elapsed, took, cause, status);

    /// <summary>The closed loop: whoever is free begins the next one.</summary>
    /// <returns>How long until there is more to begin; null where no more is begun.</returns>
    private TimeSpan? BeginNext(long now)
    {
        // No more than were free when it began: one that is refused is free at once.
        for (var free = _idle.Count; free > 0 && _idle.Peek() is var (user, at) && at <= now; free--)
        {
            if (!_run.TryBegin())
            {
                return null;
            }

            _idle.Dequeue();
            user.Begin(Stopwatch.GetTimestamp());
        }

        return _run.IsOver ? null : _idle.TryPeek(out var next) ? Stopwatch.GetElapsedTime(now, Math.Max(now, next.At)) : _sweep;
    }

    /// <summary>The open loop: each request that is due is begun by somebody who is free, or waits for one.</summary>
    /// <returns>How long until there is more to begin; null where no more is begun.</returns>
    private TimeSpan? BeginDue(double rate, long now)
    {
        while (true)
        {
            var due = TimeSpan.FromSeconds(_begun / rate);
            if (_begun >= _options.Requests || due >= _run.EndsAfter)
            {
                return null;
            }

            var wait = due - _run.ElapsedAt(now);
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            if (-wait > _options.Timeout)
            {
                Failed(-wait, FailureCause.Timeout);
            }
            else if (_idle.TryDequeue(out var free))
            {
                free.User.Begin(_run.StartedAt + Ticks(due));
            }
            else
            {
                return _sweep;
            }

            _begun++;
        }
    }

    private void GiveUp()
    {
        if (Stopwatch.GetElapsedTime(_swept) < _sweep)
        {
            return;
        }

        _swept = Stopwatch.GetTimestamp();
        foreach (var user in _users)
        {
            user.GiveUp(_options.Timeout);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
