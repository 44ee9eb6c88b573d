using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Makes LDS resources.</summary>
internal sealed class ListenerGenerator(ServiceRegistry registry)
{
    private const int OutboundPort = 15001;

    /// <summary>The listeners of a proxy: for a router, those that its Gateways ask for.</summary>
    public IReadOnlyList<Listener> Generate(Proxy proxy, PushContext context, SidecarScope scope, bool isV3)
    {
        var names = new FilterNames(isV3);
        var chains = new FilterChains(names);
        if (proxy.IsRouter)
        {
            return [.. Gateways.Listeners(proxy, context, chains)];
        }

        return
        [
            .. new OutboundListeners(names, chains, context, scope, PodsOf).Build(),
            VirtualOutbound(chains),
            new InboundListener(names, chains, context.Behaviour).Build(proxy.Addresses[0], registry.InstancesAt(proxy.Addresses), context.MutualTls.IsDemandedIn(proxy.Namespace)),
        ];

        // What a proxy calls at its own address does not pass by it.
        IReadOnlyList<string>? PodsOf(ServiceKey service) => registry.InstancesOf(service) is { Count: > 0 } pods
            ? [.. pods.Select(p => p.Endpoint.Address).Distinct().Except(proxy.Addresses)]
            : null;
    }

    /// <summary>Takes every outbound connection, and hands it to the listener of its destination where there is one.</summary>
    private static Listener VirtualOutbound(FilterChains chains) => new()
    {
        Name = "virtualOutbound",
        Address = Addresses.Of(Service.Unspecified, OutboundPort),
        FilterChains = { chains.Tcp(ClusterGenerator.Passthrough, name: "virtualOutbound-catchall-tcp") },
        UseOriginalDst = true,
        TrafficDirection = Directions.Outbound,
    };
}
