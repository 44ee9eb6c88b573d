using System.Net.Sockets;

namespace IstioRegressions.Meshes;

/// <summary>Accepts connections for as long as a listener is there, whatever becomes of one of them.</summary>
internal static class Accepting
{
    /// <summary>
    /// For how long nothing is accepted after a failure. What fails for want of descriptors or memory would fail again at
    /// once, for the connection still waits: nobody tells when there are any.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Accepts until the listener is disposed, or told to stop.</summary>
    /// <param name="listener">A socket that listens.</param>
    /// <param name="carry">What becomes of a connection.</param>
    /// <param name="failed">Is told of the first failure of a row.</param>
    /// <param name="ct">Ends it.</param>
    public static Task RunAsync(Socket listener, Action<Socket> carry, Action<SocketException> failed, CancellationToken ct) =>
        RunAsync(listener.AcceptAsync, () => listener.SafeHandle.IsClosed, carry, failed, TimeProvider.System, ct);

    /// <summary>The same with another listener, and by another clock.</summary>
    public static async Task RunAsync(
        Func<CancellationToken, ValueTask<Socket>> accept,
        Func<bool> isOver,
        Action<Socket> carry,
        Action<SocketException> failed,
        TimeProvider time,
        CancellationToken ct)
    {
        var fails = false;
        try
        {
            while (true)
            {
                try
                {
                    carry(await accept(ct));
                    fails = false;
                }
                catch (SocketException e) when (!isOver())
                {
                    if (!fails)
                    {
                        failed(e);
                    }

                    fails = true;
                    await Polling.PauseAsync(Pause, time, ct);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It listens no more.
        }
    }
}
