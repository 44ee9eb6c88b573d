using System.Net;
using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>
/// Where a proxy listens. A gateway: where its listeners are. A sidecar: on 15001 for what its workload sends, and, in place
/// of a redirect to 15006, on each port of its workload that its configuration knows.
/// </summary>
internal static class ListeningPlan
{
    private const int OutboundPort = 15001;
    private const int InboundPort = 15006;

    public static IReadOnlyDictionary<IPEndPoint, CallDirection> Of(ObservedState state, Bootstrap bootstrap)
    {
        var addresses = state.Listeners.Values.Select(l => (Listener: l, Address: ListenerChoice.AddressOf(l))).Where(l => l.Address is not null).ToList();
        IPEndPoint Here(int port) => new(bootstrap.Address, port);
        if (bootstrap.IsRouter)
        {
            return addresses.Select(l => l.Address!.Port).Distinct().ToDictionary(Here, _ => CallDirection.Gateway);
        }

        var inbound = addresses.Where(l => l.Address!.Port == InboundPort)
            .SelectMany(l => l.Listener.FilterChains)
            .Select(c => (int)(c.FilterChainMatch?.DestinationPort ?? 0))
            .Concat(addresses.Where(l => l.Address!.Address.Equals(bootstrap.Address)).Select(l => l.Address!.Port))
            .Where(port => port > 0)
            .Distinct()
            .ToDictionary(Here, _ => CallDirection.Inbound);
        if (addresses.Exists(l => l.Address!.Port == OutboundPort))
        {
            inbound[Here(OutboundPort)] = CallDirection.Outbound;
        }

        return inbound;
    }
}
