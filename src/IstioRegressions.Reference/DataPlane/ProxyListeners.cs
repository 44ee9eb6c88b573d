using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using IstioRegressions.Meshes;
using IstioRegressions.Routing;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>The sockets that the proxy listens on.</summary>
/// <param name="carry">What becomes of a connection.</param>
/// <param name="say">Where it is said that connections cannot be accepted.</param>
internal sealed class ProxyListeners(Func<Socket, CallDirection, IPEndPoint, Task> carry, Action<string> say) : IDisposable
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

        var added = wanted.Where(w => !_sockets.ContainsKey(w.Key)).ToList();
        try
        {
            foreach (var (address, _) in added)
            {
                _sockets = _sockets.Add(address, Listen(address));
            }
        }
        finally
        {
            // Not before: who is answered at one address may take it that the others are there.
            foreach (var (address, direction) in added.Where(a => _sockets.ContainsKey(a.Key)))
            {
                _ = Accepting.RunAsync(
                    _sockets[address],
                    connection => Carry(connection, direction, address),
                    e => say($"{address} cannot accept a connection, and tries again: {e.Message}"),
                    CancellationToken.None);
            }
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

    private void Carry(Socket connection, CallDirection direction, IPEndPoint address)
    {
        connection.NoDelay = true;
        _ = carry(connection, direction, address);
    }
}
