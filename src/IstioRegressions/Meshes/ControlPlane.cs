namespace IstioRegressions.Meshes;

/// <summary>The process of a control plane: watched, sampled and, where the request says so, started again.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private const double SameHeap = 0.01;
    private const int Settled = 5;

    // Later versions (1.18 does, 1.14 does not) make /ready wait for webhooks too, which need Kubernetes; this line, which
    // 1.7 and later log, says that the discovery server alone is ready.
    private const string ServerReady = "marking server ready";

    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettledWithin = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly List<MemorySample> _samples = [];
    private readonly List<ProcessExit> _exits = [];
    private readonly List<DateTimeOffset> _starts = [];
    private readonly TaskCompletionSource<ProcessExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<MeshProcess> _start;
    private readonly PilotHttp _http;
    private readonly MeshRequest _request;
    private readonly Task _supervision;
    private readonly Task _sampling;
    private TaskCompletionSource _exited = NewSignal();
    private MeshProcess _process;

    internal ControlPlane(Func<MeshProcess> start, PilotHttp http, ProcessLog log, MeshRequest request)
    {
        (_start, _http, Log, _request) = (start, http, log, request);
        _starts.Add(request.Time.GetUtcNow());
        _process = start();
        _supervision = SuperviseAsync();
        _sampling = SampleAsync();
    }

    /// <summary>The id of its process, of the last one where it has been started again.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What it logs.</summary>
    public ProcessLog Log { get; }

    /// <summary>Its resident memory over time, a sample each 100 ms.</summary>
    public IReadOnlyList<MemorySample> Samples => Copy(_samples);

    /// <summary>How its processes ended so far, the earliest first.</summary>
    public IReadOnlyList<ProcessExit> Exits => Copy(_exits);

    /// <summary>When its processes were started, the earliest first.</summary>
    public IReadOnlyList<DateTimeOffset> Starts => Copy(_starts);

    /// <summary>How often it was started again.</summary>
    public int Restarts => Starts.Count - 1;

    /// <summary>Completes when it is down for good: its last exit.</summary>
    internal Task<ProcessExit> Ended => _ended.Task;

    /// <summary>Waits until it says that it is ready.</summary>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It ended before that, or was not ready in time.</exception>
    internal async Task BecomeReadyAsync(string name, CancellationToken ct)
    {
        try
        {
            await Polling.UntilAsync($"{name} is ready", _request.ReadyWithin, AskAsync, () => $"its last lines:\n  {string.Join("\n  ", Log.Last(20))}", ct);
        }
        catch (TimeoutException e)
        {
            throw new MeshException(e.Message, e);
        }

        async Task<bool> AskAsync(CancellationToken ct)
        {
            if (Exits is [var exit, ..])
            {
                throw new MeshException($"{name} was not ready: it {exit}");
            }

            return await _http.IsReadyAsync(ct) || Log.Since(0).Any(line => line.Contains(ServerReady, StringComparison.Ordinal));
        }
    }

    /// <summary>Waits until its present process has ended; where it has already, returns at once.</summary>
    public Task<ProcessExit> WaitForExitAsync(CancellationToken ct = default) => _process.Exit.WaitAsync(ct);

    /// <summary>Waits until so many of its processes have ended.</summary>
    public async Task WaitForExitsAsync(int count, CancellationToken ct = default)
    {
        while (true)
        {
            Task exited;
            lock (_lock)
            {
                if (_exits.Count >= count)
                {
                    return;
                }

                exited = _exited.Task;
            }

            await exited.WaitAsync(ct);
        }
    }

    /// <summary>
    /// Forces collections until five in a row find nothing more to free, and measures the least that one left. Right after
    /// a push a control plane still holds what it sends, Go's pools hold what they held for one collection more, and
    /// versions up to 1.4 read their whole configuration every 100 ms.
    /// </summary>
    /// <exception cref="MeshException">The process is gone, does not answer, or its heap does not settle.</exception>
    public async Task<HeapMeasurement> MeasureHeapAsync(CancellationToken ct = default)
    {
        var process = _process;
        var (least, profile, settled) = (long.MaxValue, Array.Empty<byte>(), 0);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(SettledWithin);
        try
        {
            while (settled < Settled)
            {
                var (left, taken) = await _http.HeapAfterCollectionAsync(limit.Token);
                settled = left < least * (1 - SameHeap) ? 0 : settled + 1;
                if (left < least)
                {
                    (least, profile) = (left, taken);
                }
            }

            return new HeapMeasurement(least, process.ResidentBytes ?? throw new MeshException("the control plane ended while it was measured"), profile);
        }
        catch (Exception e) when (e is HttpRequestException or FormatException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw process.Exit.IsCompleted ? new MeshException($"the control plane cannot be measured: it {await process.Exit}", e)
                : e is OperationCanceledException ? new MeshException(
                    $"the heap of the control plane did not settle within {SettledWithin.TotalSeconds:0} s: each collection freed more, the last one left {least} bytes", e)
                : new MeshException($"the heap of the control plane cannot be measured: {e.Message}", e);
        }
    }

    /// <summary>Ends the process, and returns when it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await Task.WhenAll(_supervision, _sampling);
        await Log.DisposeAsync();
        _disposing.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var backOff = new RestartBackOff(_request.Restart.Scale);
        try
        {
            while (true)
            {
                var exit = await _process.Exit.WaitAsync(_disposing.Token);
                Add(exit);

                if (!_request.Restart.Restarts)
                {
                    _ended.SetResult(exit);
                    return;
                }

                await Polling.PauseAsync(backOff.After(exit.Ran), _request.Time, _disposing.Token);
                var restarted = _request.Time.GetUtcNow();
                _process = _start();
                lock (_lock)
                {
                    _starts.Add(restarted);
                }
            }
        }
        catch (OperationCanceledException)
        {
            _process.Kill("the mesh was disposed");
            await _process.Exit;
        }
        catch (MeshException e)
        {
            Log.Append($"the control plane was not started again: {e.Message}");
            _ended.SetResult(_exits[^1]);
        }
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(SampleEvery, _request.Time);
        try
        {
            do
            {
                if (_process.ResidentBytes is { } resident)
                {
                    lock (_lock)
                    {
                        _samples.Add(new MemorySample(_request.Time.GetUtcNow(), resident));
                    }

                    if (resident > _request.MemoryCap)
                    {
                        _process.Kill($"its resident memory of {resident} bytes is over the cap of {_request.MemoryCap}");
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(_disposing.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed: there is nothing more to sample.
        }
    }

    private void Add(ProcessExit exit)
    {
        TaskCompletionSource exited;
        lock (_lock)
        {
            _exits.Add(exit);
            (exited, _exited) = (_exited, NewSignal());
        }

        exited.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
