namespace IstioRegressions.Meshes;

/// <summary>A control plane that is a process of this machine: watched, sampled and, where the request says so, started again.</summary>
public sealed class LocalControlPlane : ControlPlane
{
    // Later versions (1.18 does, 1.14 does not) make /ready wait for webhooks too, which need Kubernetes; this line, which
    // 1.7 and later log, says that the discovery server alone is ready.
    private const string ServerReady = "marking server ready";

    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskCompletionSource<ProcessExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<MeshProcess> _start;
    private readonly MeshRequest _request;
    private readonly Task _supervision;
    private readonly Task _sampling;
    private readonly SemaphoreSlim _demands = new(0);
    private string _name = "the control plane";
    private MeshProcess _process;

    internal LocalControlPlane(Func<MeshProcess> start, PilotHttp http, ProcessLog log, MeshRequest request)
        : base(log)
    {
        (_start, Http, _request) = (start, http, request);
        AddStart(request.Time.GetUtcNow());
        _process = start();
        _supervision = SuperviseAsync();
        _sampling = SampleAsync();
    }

    /// <summary>The id of its process, of the last one where it has been started again.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Completes when it is down for good: its last exit.</summary>
    internal Task<ProcessExit> Ended => _ended.Task;

    /// <inheritdoc />
    public override Task<ProcessExit> WaitForExitAsync(CancellationToken ct = default) => _process.Exit.WaitAsync(ct);

    /// <summary>Waits until it says that it is ready.</summary>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It ended before that, or was not ready in time.</exception>
    internal async Task BecomeReadyAsync(string name, CancellationToken ct)
    {
        _name = name;
        await BecomeReadyAsync(exits: 0, starts: 0, logged: 0, ct);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken ct = default)
    {
        if (!_request.Restart.IsOnDemand)
        {
            throw new InvalidOperationException($"only a control plane that is started again on demand is stopped: ask for a mesh with {nameof(RestartPolicy)}.{nameof(RestartPolicy.OnDemand)}");
        }

        var exits = Exits.Count;
        _process.Kill("the scenario stopped it");
        await WaitForExitsAsync(exits + 1, ct);
    }

    /// <inheritdoc />
    public override async Task StartAgainAsync(CancellationToken ct = default)
    {
        var (exits, starts, logged) = (Exits.Count, Starts.Count, Log.Count);
        _demands.Release();
        await BecomeReadyAsync(exits, starts, logged, ct);
    }

    /// <summary>Ends it, starts another in its place, and waits until that is ready.</summary>
    /// <param name="start">Starts the other.</param>
    /// <param name="name">What the other is, for messages.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">The other ended before it was ready, or was not ready in time.</exception>
    internal async Task ReplaceAsync(Func<MeshProcess> start, string name, CancellationToken ct)
    {
        await StopAsync(ct);
        (_start, _name) = (start, name);
        await StartAgainAsync(ct);
    }

    private async Task BecomeReadyAsync(int exits, int starts, long logged, CancellationToken ct)
    {
        var name = _name;
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
            if (Exits.Skip(exits).FirstOrDefault() is { } exit)
            {
                throw new MeshException($"{name} was not ready: it {exit}");
            }

            // It can serve before its start is known here, and who awaits this is to find the new process.
            return Starts.Count > starts && (await Http.IsReadyAsync(ct) || Log.Since(logged).Any(line => line.Contains(ServerReady, StringComparison.Ordinal)));
        }
    }

    /// <summary>Ends the process, and returns when it is gone.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await Task.WhenAll(_supervision, _sampling);
        await Log.DisposeAsync();
        _disposing.Dispose();
        _demands.Dispose();
    }

    /// <inheritdoc />
    internal override PilotHttp Http { get; }

    /// <inheritdoc />
    internal override ValueTask<long?> ResidentAsync(CancellationToken ct) => ValueTask.FromResult(_process.ResidentBytes);

    private async Task SuperviseAsync()
    {
        var backOff = new RestartBackOff(_request.Restart.Scale);
        try
        {
            while (true)
            {
                var exit = await _process.Exit.WaitAsync(_disposing.Token);
                AddExit(exit);

                if (!_request.Restart.Restarts)
                {
                    _ended.SetResult(exit);
                    return;
                }

                await (_request.Restart.IsOnDemand ? _demands.WaitAsync(_disposing.Token) : Polling.PauseAsync(backOff.After(exit.Ran), _request.Time, _disposing.Token));
                var restarted = _request.Time.GetUtcNow();
                _process = _start();
                AddStart(restarted);
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
            _ended.SetResult(Exits[^1]);
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
                    AddSample(_request.Time.GetUtcNow(), resident);
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
}
