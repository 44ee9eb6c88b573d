using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>Keeps an observer's stream open and its observation up to date.</summary>
internal sealed class ObserverLoop(ObserverOptions options, Observation observation) : IAsyncDisposable
{
    private const int MostDoublings = 6;

    /// <summary>
    /// The first pause before a new connection; it doubles to 3.2 s, short beside the 10 s for which a supervisor holds a
    /// crashed pilot back. Up to half of it is left out by chance, so that many observers do not return at one moment.
    /// </summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly Subscriptions _subscriptions = new(options);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public Acknowledgement Acknowledgement { get; set; } = options.Acknowledgement;

    public async Task StartAsync(CancellationToken ct)
    {
        // Off the caller's context: a test framework's may be busy with tests that wait for us.
        _run = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
        try
        {
            await _started.Task.WaitAsync(options.WaitLimit, options.TimeProvider, ct);
        }
        catch (TimeoutException)
        {
            if (!_started.Task.IsCompleted)
            {
                var missing = string.Join(", ", _subscriptions.Awaited.Select(XdsNames.ShortName));
                throw new ObservationTimeoutException(
                    $"{options.Server} did not send the first {missing} within {Observation.Print(options.WaitLimit)}. {observation.Connection()}");
            }

            await _started.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
        }

        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            for (var failures = 0; ; failures++)
            {
                try
                {
                    await StreamAsync(ct);
                }
                catch (XdsException e)
                {
                    failures = observation.IsConnected ? 0 : failures;
                    observation.Lost(e);
                    if (_started.TrySetException(e))
                    {
                        return;
                    }
                }

                await PauseAsync(failures, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception e)
        {
            // A defect of ours: nobody shall wait for an observer that no longer looks.
            observation.End(e);
            _started.TrySetException(e);
        }
    }

    private async Task StreamAsync(CancellationToken ct)
    {
        var (stream, first) = await OpenAsync(ct);
        await using (stream)
        {
            Take(first, stream, isFirst: true);
            while (true)
            {
                Take(await stream.ReceiveAsync(ct), stream, isFirst: false);
            }
        }
    }

    /// <summary>A server has something to say on every new stream; one that says nothing is not waited for for ever.</summary>
    private async Task<(AdsStream Stream, DiscoveryResponse First)> OpenAsync(CancellationToken ct)
    {
        // The first of all has the deadline of the start.
        var limit = _started.Task.IsCompleted ? options.WaitLimit : Timeout.InfiniteTimeSpan;
        using var deadline = new CancellationTokenSource(limit, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        AdsStream? stream = null;
        try
        {
            stream = await AdsStream.OpenAsync(options, either.Token);
            stream.Send(_subscriptions.Open());
            return (stream, await stream.ReceiveAsync(either.Token));
        }
        catch (Exception e)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            if (e is OperationCanceledException && !ct.IsCancellationRequested)
            {
                throw new XdsException($"{options.Server} answered nothing on a new stream for {Observation.Print(limit)}", e);
            }

            throw;
        }
    }

    private void Take(DiscoveryResponse response, AdsStream stream, bool isFirst)
    {
        if (isFirst)
        {
            observation.Connected(again: _started.Task.IsCompleted);
        }

        if (!XdsNames.TryGetType(response.TypeUrl, options.Protocol, out var type))
        {
            var unknown = new XdsException($"{options.Server} sent a push of '{response.TypeUrl}', a type that nobody asked for");
            stream.Send([Subscriptions.Refuse(response, unknown.Message)]);
            Fail(unknown);
            return;
        }

        var acknowledgement = Acknowledgement;
        var (push, state, error) = _subscriptions.Take(type, response, observation.State, acknowledgement);
        stream.Send(_subscriptions.Answer(push, acknowledgement));
        if (error is not null)
        {
            Fail(error);
        }

        observation.Add(push, state);
        if (!_subscriptions.Awaited.Any())
        {
            _started.TrySetResult();
        }
    }

    private void Fail(XdsException error)
    {
        observation.Failed(error);
        _started.TrySetException(error);
    }

    private async Task PauseAsync(int failures, CancellationToken ct)
    {
        var pause = FirstPause * (1 << Math.Min(failures, MostDoublings));
        using var timer = new PeriodicTimer(pause * (1 - (Random.Shared.NextDouble() / 2)), options.TimeProvider);
        await timer.WaitForNextTickAsync(ct);
    }
}
