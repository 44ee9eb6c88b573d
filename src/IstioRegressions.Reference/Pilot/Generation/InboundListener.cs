using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Makes the one listener that takes what comes to a workload.</summary>
internal sealed class InboundListener(FilterNames names, FilterChains chains, Behaviour behaviour)
{
    private const int Port = 15006;
    private const string Name = "virtualInbound";

    // What the kubelet calls itself when it probes a pod: kube-probe/1.13.
    private static HeaderMatcher OfTheKubelet => new() { Name = "user-agent", PrefixMatch = "kube-probe/" };

    /// <summary>The listener of a workload.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="instances">What it serves.</param>
    /// <param name="isMutualTls">Whether it takes mutual TLS alone.</param>
    public Listener Build(string address, IReadOnlyList<ServiceInstance> instances, bool isMutualTls)
    {
        var http = chains.InboundHttp(
            ClusterGenerator.InboundPassthrough, 0, ClusterGenerator.InboundPassthrough, Everywhere(), "virtualInbound-catchall-http");
        FilterChains.RequireHttp(http);
        var listener = new Listener
        {
            Name = Name,
            Address = Addresses.Of(Service.Unspecified, Port),
            FilterChains =
            {
                chains.Tcp(ClusterGenerator.InboundPassthrough, Everywhere(), Name),
                http,
                instances.DistinctBy(i => i.Endpoint.Port).SelectMany(i => Of(address, i)),
            },
            ListenerFilters = { names.OriginalDestination, names.TlsInspector, names.HttpInspector },
            ListenerFiltersTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
            ContinueOnListenerFiltersTimeout = true,
            TrafficDirection = Directions.Inbound,
        };
        foreach (var chain in isMutualTls ? listener.FilterChains : [])
        {
            chain.FilterChainMatch.TransportProtocol = "tls";
            chain.TransportSocket = FilterNames.Tls;
        }

        if (isMutualTls && behaviour.TakesPlainProbes)
        {
            listener.FilterChains.Add(instances.DistinctBy(i => i.Endpoint.Port).Where(i => i.Port.Protocol.IsHttp).Select(i => Probes(address, i)));
        }

        return listener;
    }

    private FilterChain Probes(string address, ServiceInstance instance)
    {
        var match = Match(address, instance);
        match.TransportProtocol = "raw_buffer";
        var name = $"{NameOf(address, instance)}_probes";
        var chain = chains.InboundHttp(ClusterOf(instance), instance.Port.Number, $"inbound_{name}", match, name, OfTheKubelet);
        FilterChains.RequireHttp(chain);
        return chain;
    }

    private static FilterChainMatch Everywhere() => new() { PrefixRanges = { Addresses.Block("0.0.0.0/0") } };

    private static FilterChainMatch Match(string address, ServiceInstance instance) =>
        new() { DestinationPort = (uint)instance.Endpoint.Port, PrefixRanges = { Addresses.Block(address) } };

    private static string ClusterOf(ServiceInstance instance) => ClusterName.Inbound(instance.Port.Number, instance.Port.Name, instance.Service.Host);

    private static string NameOf(string address, ServiceInstance instance) => string.Create(CultureInfo.InvariantCulture, $"{address}_{instance.Endpoint.Port}");

    private IEnumerable<FilterChain> Of(string address, ServiceInstance instance)
    {
        var (cluster, name, match) = (ClusterOf(instance), NameOf(address, instance), Match(address, instance));
        var isForTcp = behaviour.TakesTcp(instance.Port.Protocol);
        if (isForTcp)
        {
            yield return chains.Tcp(cluster, match, name);
        }

        if (instance.Port.Protocol.IsHttp || instance.Port.Protocol == Protocol.Unknown)
        {
            var http = chains.InboundHttp(cluster, instance.Port.Number, $"inbound_{name}", match.Clone(), name);
            if (isForTcp)
            {
                FilterChains.RequireHttp(http);
            }

            yield return http;
        }
    }
}
