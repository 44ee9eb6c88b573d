namespace IstioRegressions.Meshes;

/// <summary>The process of a control plane, wherever it runs: its ends, its starts, its log and its memory.</summary>
public abstract class ControlPlane : IAsyncDisposable
{
    private const double SameHeap = 0.01;
    private const int Settled = 5;

    private static readonly TimeSpan SettledWithin = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<MemorySample> _samples = [];
    private readonly List<ProcessExit> _exits = [];
    private readonly List<DateTimeOffset> _starts = [];
    private TaskCompletionSource _exited = NewSignal();

    /// <summary>A control plane that logs there.</summary>
    protected ControlPlane(ProcessLog log) => Log = log;

    /// <summary>What it logs.</summary>
    public ProcessLog Log { get; }

    /// <summary>Its resident memory over time.</summary>
    public IReadOnlyList<MemorySample> Samples => Copy(_samples);

    /// <summary>How its processes ended so far, the earliest first.</summary>
    public IReadOnlyList<ProcessExit> Exits => Copy(_exits);

    /// <summary>When its processes were started, the earliest first.</summary>
    public IReadOnlyList<DateTimeOffset> Starts => Copy(_starts);

    /// <summary>How often it was started again.</summary>
    public int Restarts => Starts.Count - 1;

    /// <summary>Waits until its present process has ended; where it has already, returns at once.</summary>
    public abstract Task<ProcessExit> WaitForExitAsync(CancellationToken ct = default);

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
        var ended = WaitForExitAsync(CancellationToken.None);
        var (least, profile, settled) = (long.MaxValue, Array.Empty<byte>(), 0);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(SettledWithin);
        try
        {
            while (settled < Settled)
            {
                var (left, taken) = await Http.HeapAfterCollectionAsync(limit.Token);
                settled = left < least * (1 - SameHeap) ? 0 : settled + 1;
                if (left < least)
                {
                    (least, profile) = (left, taken);
                }
            }

            return new HeapMeasurement(least, await ResidentAsync(limit.Token) ?? throw new MeshException("the control plane ended while it was measured"), profile);
        }
        catch (Exception e) when (e is HttpRequestException or FormatException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw ended.IsCompletedSuccessfully ? new MeshException($"the control plane cannot be measured: it {await ended}", e)
                : e is OperationCanceledException ? new MeshException(
                    $"the heap of the control plane did not settle within {SettledWithin.TotalSeconds:0} s: each collection freed more, the last one left {least} bytes", e)
                : new MeshException($"the heap of the control plane cannot be measured: {e.Message}", e);
        }
    }

    /// <summary>Ends its process, and returns when it is gone: it stays down until <see cref="StartAgainAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The mesh was not asked for <see cref="RestartPolicy.OnDemand"/>.</exception>
    /// <exception cref="NotSupportedException">The environment lacks <see cref="Catalogue.Capabilities.Outages"/>.</exception>
    public abstract Task StopAsync(CancellationToken ct = default);

    /// <summary>Starts it again after <see cref="StopAsync"/>, and returns when it is ready.</summary>
    /// <exception cref="MeshException">It ended before that, or was not ready in time.</exception>
    /// <exception cref="NotSupportedException">The environment lacks <see cref="Catalogue.Capabilities.Outages"/>.</exception>
    public abstract Task StartAgainAsync(CancellationToken ct = default);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>What it says over HTTP.</summary>
    internal abstract PilotHttp Http { get; }

    /// <summary>The resident memory of its present process, in bytes; null when that has ended.</summary>
    internal abstract ValueTask<long?> ResidentAsync(CancellationToken ct);

    internal void AddStart(DateTimeOffset at)
    {
        lock (_lock)
        {
            _starts.Add(at);
        }
    }

    internal void AddSample(DateTimeOffset at, long resident)
    {
        lock (_lock)
        {
            _samples.Add(new MemorySample(at, resident));
        }
    }

    internal void AddExit(ProcessExit exit)
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
