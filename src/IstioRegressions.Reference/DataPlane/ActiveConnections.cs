namespace IstioRegressions.Reference.DataPlane;

/// <summary>The connections that are being carried. Safe for concurrent use.</summary>
internal sealed class ActiveConnections
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _count;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    public async Task CarryAsync(Func<Task> carry)
    {
        lock (_lock)
        {
            _count++;
        }

        try
        {
            await carry();
        }
        finally
        {
            lock (_lock)
            {
                if (--_count == 0)
                {
                    _none?.TrySetResult();
                }
            }
        }
    }

    /// <summary>Returns when there is none.</summary>
    public Task NoneAsync()
    {
        lock (_lock)
        {
            if (_none is null or { Task.IsCompleted: true })
            {
                _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (_count == 0)
            {
                _none.TrySetResult();
            }

            return _none.Task;
        }
    }
}
