using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Relay;

/// <summary>
/// The role <c>relay</c>: lives in a network namespace, brings its loopback up, and carries what comes to a Unix socket to
/// a port inside, until it is killed.
/// </summary>
internal static class RelayRole
{
    private const int Usage = 64;
    private const int Failed = 2;
    private const int Backlog = 512;

    /// <summary>Relays: <c>relay --sockets DIRECTORY ADDRESS:PORT...</c>.</summary>
    /// <returns>64 for arguments that are none, 2 where it cannot relay.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var ports = new List<IPEndPoint>();
        if (arguments is not ["--sockets", { Length: > 0 } directory, _, ..] || !arguments.Skip(2).All(TryAdd))
        {
            await Console.Error.WriteLineAsync($"usage: relay --sockets DIRECTORY ADDRESS:PORT...; got: {string.Join(' ', arguments)}");
            return Usage;
        }

        try
        {
            LoopbackInterface.Up();
            var listening = ports.Select(port => (Port: port, Socket: Listen(NetworkNamespace.SocketOf(directory, port)))).ToList();
            await Console.Out.WriteLineAsync(NetworkNamespace.Ready);

            // Each is a socket outside and one inside. Who finds no place waits in the backlog until another has gone.
            using var places = new SemaphoreSlim((int)Math.Clamp(DescriptorLimit.Room / 2, 1, int.MaxValue));
            await Task.WhenAll(listening.Select(l => AcceptAsync(l.Socket, l.Port, places)));
            return 0;
        }
        catch (Exception e) when (e is SocketException or Win32Exception or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"relay: {e.Message}");
            return Failed;
        }

        bool TryAdd(string text)
        {
            var isPort = IPEndPoint.TryParse(text, out var port) && port.Port > 0;
            ports.Add(port ?? new IPEndPoint(0, 0));
            return isPort;
        }
    }

    private static Socket Listen(string file)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(file));
        socket.Listen(Backlog);
        return socket;
    }

    private static async Task AcceptAsync(Socket listener, IPEndPoint port, SemaphoreSlim places)
    {
        while (true)
        {
            await places.WaitAsync();
            _ = CarryAsync(await listener.AcceptAsync(), port, places);
        }
    }

    private static async Task CarryAsync(Socket outside, IPEndPoint port, SemaphoreSlim places)
    {
        try
        {
            using (outside)
            {
                using var inside = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await inside.ConnectAsync(port);

                // Both before either side has said all: a socket that was shut down in one direction counts as not connected.
                await using var left = new NetworkStream(outside);
                await using var right = new NetworkStream(inside);
                await Task.WhenAll(CopyAsync(left, right), CopyAsync(right, left));
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // One side is gone: so is the other, now.
        }
        finally
        {
            places.Release();
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to);
            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // A side that broke off is not one that has said all: the other direction is not waited for.
            from.Socket.Close();
            to.Socket.Close();
            throw;
        }
    }
}
