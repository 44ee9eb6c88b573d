using System.Threading.Channels;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>The pushes that wait for one connection: however slow its client is, they are one.</summary>
internal sealed class PushQueue
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PushRequest? _pending;
    private bool _closed;

    public void Enqueue(PushRequest request)
    {
        lock (_lock)
        {
            _pending = _pending is null ? request : PushRequest.Merge([_pending, request]);
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>The connection is gone: nobody waits for its turn any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _taken.TrySetResult();
        }
    }

    /// <summary>Waits until nothing waits here, and enqueues; does nothing where the connection is gone.</summary>
    public async Task EnqueueInTurnAsync(PushRequest request)
    {
        while (true)
        {
            Task taken;
            lock (_lock)
            {
                if (_closed)
                {
                    return;
                }

                if (_pending is null)
                {
                    _pending = request;
                    _signal.Writer.TryWrite(true);
                    return;
                }

                taken = _taken.Task;
            }

            await taken;
        }
    }

    /// <summary>All that is waiting, as one; waits for the first.</summary>
    public async Task<PushRequest> DequeueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.Reader.ReadAsync(cancellationToken);
            lock (_lock)
            {
                if (_pending is { } request)
                {
                    _pending = null;
                    _taken.TrySetResult();
                    _taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    return request;
                }
            }
        }
    }
}
