using System.Net;
using System.Net.Sockets;

namespace IstioRegressions.Unit;

/// <summary>A loopback port at which nobody listens, and cannot: it is bound.</summary>
internal sealed class Nobody : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Nobody() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public Uri Address => new($"http://{EndPoint}/");

    public void Dispose() => _socket.Dispose();
}
