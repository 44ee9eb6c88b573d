using System.Net.Sockets;

namespace IstioRegressions.Xds.Http2;

/// <summary>Connections to a server by TCP.</summary>
internal static class Tcp
{
    /// <summary>Connects to the host and port of an authority.</summary>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    public static async ValueTask<Stream> ConnectAsync(Uri server, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.IdnHost, server.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
