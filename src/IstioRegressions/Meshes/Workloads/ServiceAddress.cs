using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace IstioRegressions.Meshes.Workloads;

/// <summary>
/// The address of a Service: each new connection goes to one of its endpoints, and stays there. Where kube-proxy changes
/// addresses in packets, this carries bytes; so what an endpoint refuses is reset here, and not refused.
/// </summary>
internal sealed class ServiceAddress : IAsyncDisposable
{
    private const int Backlog = 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private ImmutableArray<IPEndPoint> _endpoints = [];
    private int _turn;

    public ServiceAddress(IPEndPoint address)
    {
        try
        {
            _listener.Bind(address);
            _listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            throw new MeshException($"the Service cannot listen on {address}: {e.Message}", e);
        }

        Address = address;
        _accepting = Accepting.RunAsync(_listener, client => _ = CarryAsync(client, _stop.Token), failed: _ => { }, _stop.Token);
    }

    public IPEndPoint Address { get; }

    public void Add(IPEndPoint endpoint) => ImmutableInterlocked.Update(ref _endpoints, all => all.Add(endpoint));

    public void Remove(IPEndPoint endpoint) => ImmutableInterlocked.Update(ref _endpoints, all => all.Remove(endpoint));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task CarryAsync(Socket client, CancellationToken ct)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                var endpoints = _endpoints;
                if (endpoints.IsEmpty)
                {
                    throw new SocketException((int)SocketError.ConnectionRefused);
                }

                await server.ConnectAsync(endpoints[(int)((uint)Interlocked.Increment(ref _turn) % endpoints.Length)], ct);
                await Task.WhenAll(CopyAsync(client, server, ct), CopyAsync(server, client, ct));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                Reset(client);
                Reset(server);
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken ct)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer, ct) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), ct);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction is not waited for.
            Reset(from);
            Reset(to);
            throw;
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }
}
