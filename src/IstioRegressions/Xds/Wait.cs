namespace IstioRegressions.Xds;

/// <summary>Somebody who waits until the state or a push is as they want it.</summary>
internal sealed class Wait(Func<ObservedState, Push?, bool> isOver)
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _source.Task;

    /// <summary>Shows the state and the push that made it, if one did; true when there is nothing more to wait for.</summary>
    public bool Offer(ObservedState state, Push? push)
    {
        try
        {
            if (!isOver(state, push))
            {
                return false;
            }

            _source.TrySetResult();
        }
        catch (Exception e)
        {
            // The condition is the caller's: what it throws is for the caller, not for the stream.
            _source.TrySetException(e);
        }

        return true;
    }

    public void Fail(Exception reason) => _source.TrySetException(reason);
}
