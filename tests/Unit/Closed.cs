using System.Net;
using System.Net.Sockets;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit;

/// <summary>
/// A port whose listener is closed. A process that is being started has a copy of what was open until it is its own program,
/// so it goes a moment later where another test starts one.
/// </summary>
internal static class Closed
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    /// <summary>Waits until it refuses connections.</summary>
    public static Task RefusesAsync(IPEndPoint port, CancellationToken ct = default) => Polling.UntilAsync(
        $"{port} refuses",
        Within,
        async ct =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(port, ct);
                return false;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return true;
            }
        },
        () => "it accepts",
        ct);

    /// <summary>Waits until the addresses of a mesh can be claimed.</summary>
    public static Task IsUnclaimedAsync(IPAddress first, CancellationToken ct = default) => Polling.UntilAsync(
        $"{first} can be claimed",
        Within,
        _ =>
        {
            using var block = LoopbackBlock.TryClaim(first);
            return Task.FromResult(block is not null);
        },
        () => "it is claimed",
        ct);

    /// <summary>Waits until another can listen there.</summary>
    public static Task IsFreeAsync(IPEndPoint port, CancellationToken ct = default) => Polling.UntilAsync(
        $"{port} is free",
        Within,
        _ =>
        {
            using var listener = new TcpListener(port);
            try
            {
                listener.Start();
                return Task.FromResult(true);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return Task.FromResult(false);
            }
        },
        () => "it is taken",
        ct);
}
