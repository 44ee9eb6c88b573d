using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using IstioRegressions.Meshes;
using IstioRegressions.Routing;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>The sockets that the proxy listens on.</summary>
internal sealed class ProxyListeners(Func<Socket, CallDirection, IPEndPoint, Task> carry) : IDisposable
{
    private const int Backlog = 1024;

    private ImmutableDictionary<IPEndPoint, Socket> _sockets = ImmutableDictionary<IPEndPoint, Socket>.Empty;

    /// <summary>Where it listens, with the ports as configuration knows them.</summary>
    public IReadOnlyCollection<IPEndPoint> Addresses => [.. _sockets.Keys];

    /// <summary>Listens where it is to, and nowhere else.</summary>
    /// <exception cref="ListenException">An address is in use; those before it are listened on.</exception>
    public void Become(IReadOnlyDictionary<IPEndPoint, CallDirection> wanted)
    {
        foreach (var gone in _sockets.Keys.Except(wanted.Keys).ToList())
        {
            _sockets[gone].Dispose();
            _sockets = _sockets.Remove(gone);
        }

        foreach (var (address, direction) in wanted.Where(w => !_sockets.ContainsKey(w.Key)))
        {
            var socket = Listen(address);
            _sockets = _sockets.Add(address, socket);
            _ = AcceptAsync(socket, direction, address);
        }
    }

    public void Dispose() => Become(new Dictionary<IPEndPoint, CallDirection>());

    private static Socket Listen(IPEndPoint address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address.Address, WorkloadPorts.Bound(address.Port)));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ListenException($"{address} cannot be listened on: {e.Message}", e);
        }
    }

    private async Task AcceptAsync(Socket socket, CallDirection direction, IPEndPoint address)
    {
        try
        {
            while (true)
            {
                var connection = await socket.AcceptAsync();
                connection.NoDelay = true;
                _ = carry(connection, direction, address);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It listens no more.
        }
    }
}
