namespace IstioRegressions.Xds;

/// <summary>What an observer has seen so far, and who waits for more. Every push is shown to everyone who waits.</summary>
internal sealed class Observation(ObserverOptions options)
{
    private readonly Lock _gate = new();
    private readonly Queue<Push> _history = new();
    private readonly List<Wait> _waits = [];
    private PushCounts _pushes;
    private Exception? _end;

    public ObservedState State { get; private set; } = ObservedState.Empty;

    public XdsException? LastError { get; private set; }

    public bool IsConnected { get; private set; }

    public int Reconnects { get; private set; }

    public int Failures { get; private set; }

    public PushCounts Pushes
    {
        get
        {
            lock (_gate)
            {
                return _pushes;
            }
        }
    }

    public IReadOnlyList<Push> History
    {
        get
        {
            lock (_gate)
            {
                return [.. _history];
            }
        }
    }

    public void Connected(bool again)
    {
        lock (_gate)
        {
            IsConnected = true;
            Reconnects += again ? 1 : 0;
        }
    }

    public void Failed(XdsException error) => LastError = error;

    public void Lost(XdsException error)
    {
        lock (_gate)
        {
            IsConnected = false;
            Failures++;
            LastError = error;
        }
    }

    public void Add(Push push, ObservedState state)
    {
        lock (_gate)
        {
            State = state;
            _pushes = _pushes.OneMore(push.Type);
            if (options.HistoryLimit > 0)
            {
                _history.Enqueue(push);
                while (_history.Count > options.HistoryLimit)
                {
                    _history.Dequeue();
                }
            }

            _waits.RemoveAll(wait => wait.Offer(state, push));
        }
    }

    /// <summary>Nothing more will be seen.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            IsConnected = false;
            _waits.ForEach(wait => wait.Fail(reason));
            _waits.Clear();
        }
    }

    /// <summary>Waits until a condition holds: now, or after one of the pushes to come.</summary>
    /// <exception cref="ObservationTimeoutException">It did not hold until the deadline.</exception>
    public async Task WaitAsync(Func<ObservedState, Push?, bool> isOver, string expected, Func<string> lastSeen, CancellationToken ct)
    {
        var wait = new Wait(isOver);
        lock (_gate)
        {
            if (_end is not null)
            {
                wait.Fail(_end);
            }
            else if (!wait.Offer(State, push: null))
            {
                _waits.Add(wait);
            }
        }

        try
        {
            await wait.Task.WaitAsync(options.WaitLimit, options.TimeProvider, ct);
        }
        catch (TimeoutException)
        {
            if (!wait.Task.IsCompleted)
            {
                throw new ObservationTimeoutException(
                    $"expected {expected}; waited {Print(options.WaitLimit)}, last saw {lastSeen()}. {Connection()}");
            }

            await wait.Task;
        }
        finally
        {
            lock (_gate)
            {
                _waits.Remove(wait);
            }
        }
    }

    /// <summary>How the connection is, in one sentence.</summary>
    public string Connection()
    {
        var error = LastError is { } last ? $"; last error: {last.Message}" : "";
        return $"{options.Server} is {(IsConnected ? "connected" : "not connected")} (pushes: {Pushes}; {Reconnects} reconnects){error}";
    }

    public static string Print(TimeSpan time) => $"{time.TotalSeconds:0.###} s";
}
