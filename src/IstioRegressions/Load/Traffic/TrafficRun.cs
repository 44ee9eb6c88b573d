using System.Diagnostics;

namespace IstioRegressions.Load.Traffic;

/// <summary>
/// Load on a server over HTTP/1.1: a closed loop of users, as siege makes it, or an open one at a fixed rate. Each failed
/// request is counted with its cause, and none is tried again.
/// </summary>
public sealed class TrafficRun : IAsyncDisposable
{
    private readonly TrafficOptions _options;
    private readonly UserLoop[] _loops;
    private readonly DateTimeOffset _started;
    private long _begun;
    private long _endsAfter;
    private int _running;
    private volatile bool _isAborted;
    private Exception? _failure;
    private readonly TaskCompletionSource<TrafficReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TrafficRun(TrafficOptions options, TimeProvider time)
    {
        (_options, _endsAfter) = (options, (options.Duration ?? TimeSpan.MaxValue).Ticks);
        var loops = options.Rate is null ? Math.Min(Environment.ProcessorCount, options.Users) : 1;
        _running = loops;
        _loops = [.. Enumerable.Range(0, loops).Select(i => new UserLoop(options, this, (options.Users / loops) + (i < options.Users % loops ? 1 : 0)))];
        (_started, StartedAt) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
    }

    /// <summary>The report, when the load has come to its end; a load without one is to be stopped.</summary>
    public Task<TrafficReport> Completion => _completion.Task;

    /// <summary>How long it has been going on.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(StartedAt);

    internal long StartedAt { get; }

    /// <summary>After what time no more is begun.</summary>
    internal TimeSpan EndsAfter => new(Interlocked.Read(ref _endsAfter));

    internal bool IsOver => Elapsed >= EndsAfter || Interlocked.Read(ref _begun) >= (_options.Requests ?? long.MaxValue);

    internal bool IsAborted => _isAborted;

    /// <summary>Starts a load; it goes on when this returns.</summary>
    /// <exception cref="LoadException">The options make no load, or the limit on open files is too low.</exception>
    public static TrafficRun Start(TrafficOptions options, TimeProvider? time = null)
    {
        options.Check();
        DescriptorLimit.Check(options.Users, "users");
        var run = new TrafficRun(options, time ?? TimeProvider.System);
        foreach (var loop in run._loops)
        {
            new Thread(() => run.Make(loop), maxStackSize: 256 * 1024) { IsBackground = true, Name = "traffic" }.Start();
        }

        return run;
    }

    /// <summary>Makes a load that ends by itself, and reports.</summary>
    /// <exception cref="LoadException">The options make no load, or none that ends.</exception>
    public static async Task<TrafficReport> RunAsync(TrafficOptions options, CancellationToken ct = default)
    {
        if (options is { Duration: null, Requests: null })
        {
            throw new LoadException("the load has no end: give a duration, a number of requests, or stop it");
        }

        await using var run = Start(options);
        return await run.Completion.WaitAsync(ct);
    }

    /// <summary>Begins no more requests, waits for those under way (for their timeout at most), and reports.</summary>
    public Task<TrafficReport> StopAsync(CancellationToken ct = default)
    {
        Interlocked.Exchange(ref _endsAfter, Math.Min(Interlocked.Read(ref _endsAfter), Elapsed.Ticks));
        Array.ForEach(_loops, l => l.Epoll.Wake());
        return _completion.Task.WaitAsync(ct);
    }

    /// <summary>Breaks off what is still under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _isAborted = true;
        Array.ForEach(_loops, l => l.Epoll.Wake());
        await ((Task)_completion.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Array.ForEach(_loops, l => l.Epoll.Dispose());
    }

    internal bool TryBegin() => Elapsed < EndsAfter && (_options.Requests is not { } most || Interlocked.Increment(ref _begun) <= most);

    internal TimeSpan ElapsedAt(long timestamp) => Stopwatch.GetElapsedTime(StartedAt, timestamp);

    private void Make(UserLoop loop)
    {
        try
        {
            loop.Run();
        }
        catch (Exception e)
        {
            _isAborted = true;
            Interlocked.CompareExchange(ref _failure, e, null);
            Array.ForEach(_loops, l => l.Epoll.Wake());
        }

        // Whoever awaits the end disposes of what the loops wait on: it is the end of the last of them.
        if (Interlocked.Decrement(ref _running) == 0)
        {
            if (_failure is { } failure)
            {
                _completion.TrySetException(failure);
                return;
            }

            var count = new TrafficCount();
            Array.ForEach(_loops, l => count.Add(l.Count));
            _completion.TrySetResult(TrafficReport.Of(count, _started, Elapsed));
        }
    }
}
