using System.Net;
using System.Net.Sockets;
using IstioRegressions.Meshes;
using IstioRegressions.Routing;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>Chooses an endpoint and connects to it.</summary>
/// <param name="own">The workload's address.</param>
/// <param name="application">The address of the application behind the proxy, which has no loopback of its own; null for a gateway.</param>
internal sealed class Upstreams(IPAddress own, IPAddress? application)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    private int _turn;

    /// <summary>A cluster by its weight, and of its endpoints the next one.</summary>
    public (string Cluster, string Endpoint) Choose(Outcome outcome)
    {
        var targets = outcome.Targets.Where(t => t is { Weight: > 0, Endpoints.Count: > 0 }).ToList();
        var lot = Random.Shared.NextInt64(targets.Sum(t => (long)t.Weight));
        var target = targets.First(t => (lot -= t.Weight) < 0);
        return (target.Cluster, target.Endpoints[(int)((uint)Interlocked.Increment(ref _turn) % target.Endpoints.Count)]);
    }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    public async Task<Wire> ConnectAsync(string endpoint, CallDirection direction, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(ConnectWithin);
        try
        {
            await socket.ConnectAsync(Where(endpoint, direction), deadline.Token);
            return new Wire(socket);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private EndPoint Where(string endpoint, CallDirection direction)
    {
        if (!IPEndPoint.TryParse(endpoint, out var address))
        {
            var colon = endpoint.LastIndexOf(':');
            return new DnsEndPoint(endpoint[..colon], int.Parse(endpoint.AsSpan(colon + 1)));
        }

        var isOwn = direction == CallDirection.Inbound && (address.Address.Equals(IPAddress.Loopback) || address.Address.Equals(own));
        return new IPEndPoint(isOwn ? application ?? own : address.Address, WorkloadPorts.Bound(address.Port));
    }
}
