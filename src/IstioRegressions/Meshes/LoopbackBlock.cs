using System.Net;
using System.Net.Sockets;

namespace IstioRegressions.Meshes;

/// <summary>
/// 254 addresses of 127.0.0.0/8 that are ours for as long as this object lives. What claims them is a socket that listens
/// on a fixed port of the first one: the kernel gives it to one process only, and takes it back however that one ends.
/// </summary>
internal sealed class LoopbackBlock : IDisposable
{
    private const int ClaimPort = 15999;
    private const int FirstWorkload = 10;

    private readonly Socket _claim;
    private int _next = FirstWorkload - 1;

    private LoopbackBlock(Socket claim, IPAddress first) => (_claim, First) = (claim, first);

    /// <summary>The first address: the control plane's.</summary>
    public IPAddress First { get; }

    /// <summary>Claims a block that nobody has.</summary>
    /// <param name="port">The port that claims it: all that are to keep out of each other's way have the same.</param>
    /// <exception cref="MeshException">None can be claimed: something listens on the claim port of every address.</exception>
    public static LoopbackBlock Claim(int port = ClaimPort)
    {
        // 127.0 to 127.15 are left to the system and to people. The start is random so that hosts seldom meet.
        const int Blocks = 240 * 256;
        var start = Random.Shared.Next(Blocks);
        for (var i = 0; i < 1000; i++)
        {
            var block = (start + i) % Blocks;
            var first = new IPAddress([127, (byte)(16 + (block / 256)), (byte)(block % 256), 1]);
            if (TryClaim(first, port) is { } claimed)
            {
                return claimed;
            }
        }

        throw new MeshException($"no loopback address is free: port {port} is taken on every one, by a listener on 0.0.0.0:{port}; end that one") { IsOurs = true };
    }

    /// <summary>Claims one block; null where somebody has it.</summary>
    internal static LoopbackBlock? TryClaim(IPAddress first, int port = ClaimPort) => Take(first, port, listen: true) is { } claim ? new LoopbackBlock(claim, first) : null;

    /// <summary>The next address, for a workload or an observer.</summary>
    /// <exception cref="MeshException">All are given out.</exception>
    public IPAddress Next()
    {
        var last = Interlocked.Increment(ref _next);
        var bytes = First.GetAddressBytes();
        bytes[3] = last < 255 ? (byte)last : throw new MeshException($"a mesh has {255 - FirstWorkload} addresses for workloads and observers, and all are given out");
        return new IPAddress(bytes);
    }

    /// <summary>
    /// An endpoint on the first address that can be bound now, from <paramref name="port"/> on. Only a listener on all
    /// addresses could take it before our process does.
    /// </summary>
    /// <exception cref="MeshException">None of twenty ports can be bound.</exception>
    public IPEndPoint Endpoint(int port)
    {
        const int Tries = 20;
        for (var candidate = port; candidate < port + Tries; candidate++)
        {
            using var socket = Take(First, candidate, listen: false);
            if (socket is not null)
            {
                return new IPEndPoint(First, candidate);
            }
        }

        throw new MeshException($"ports {port} to {port + Tries - 1} are all taken on {First}, by listeners on 0.0.0.0; end one of them") { IsOurs = true };
    }

    /// <summary>Gives the addresses back.</summary>
    public void Dispose() => _claim.Dispose();

    // A process that is being started holds a copy of what is open here until it is its own program: a listener among that
    // would keep the pilot from its port.
    private static Socket? Take(IPAddress address, int port, bool listen)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            if (listen)
            {
                socket.Listen(1); // a bind alone may be shared, a listener is not
            }

            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            socket.Dispose();
            return null;
        }
    }
}
