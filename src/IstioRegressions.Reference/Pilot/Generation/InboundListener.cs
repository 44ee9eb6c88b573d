using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Makes the one listener that takes what comes to a workload.</summary>
internal sealed class InboundListener(FilterNames names, FilterChains chains, Func<Protocol, bool> takesTcp)
{
    private const int Port = 15006;
    private const string Name = "virtualInbound";

    /// <summary>The listener of a workload.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="instances">What it serves.</param>
    /// <param name="isMutualTls">Whether it takes mutual TLS alone.</param>
    public Listener Build(string address, IEnumerable<ServiceInstance> instances, bool isMutualTls)
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

        return listener;
    }

    private static FilterChainMatch Everywhere() => new() { PrefixRanges = { Addresses.Block("0.0.0.0/0") } };

    private IEnumerable<FilterChain> Of(string address, ServiceInstance instance)
    {
        var cluster = ClusterName.Inbound(instance.Port.Number, instance.Port.Name, instance.Service.Host);
        var name = string.Create(CultureInfo.InvariantCulture, $"{address}_{instance.Endpoint.Port}");
        var match = new FilterChainMatch { DestinationPort = (uint)instance.Endpoint.Port, PrefixRanges = { Addresses.Block(address) } };
        var isForTcp = takesTcp(instance.Port.Protocol);
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
