using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;
using DiscoveryType = IstioRegressions.Xds.Protos.Cluster.Types.DiscoveryType;
using LbPolicy = IstioRegressions.Xds.Protos.Cluster.Types.LbPolicy;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Makes CDS resources.</summary>
internal sealed class ClusterGenerator(ServiceRegistry registry)
{
    public const string BlackHole = "BlackHoleCluster";
    public const string Passthrough = "PassthroughCluster";
    public const string InboundPassthrough = "InboundPassthroughClusterIpv4";
    private static readonly Duration ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10));

    /// <summary>All clusters of a proxy; of several with one name the first.</summary>
    /// <remarks>A router's are those of all that its namespace sees, and not of its scope, as with 1.6.</remarks>
    public IReadOnlyList<Cluster> Generate(Proxy proxy, PushContext context, SidecarScope scope, bool isV3)
    {
        var services = proxy.IsRouter ? context.Scopes.VisibleIn(proxy.Namespace) : scope.Services;
        var clusters = services
            .SelectMany(service => service.Ports.Where(p => p.Protocol != Protocol.Udp).Select(port => Outbound(proxy, context, service, port, isV3)))
            .OfType<Cluster>()
            .Append(Named(BlackHole, DiscoveryType.Static, LbPolicy.RoundRobin));
        if (!proxy.IsRouter)
        {
            clusters = clusters
                .Append(Named(Passthrough, DiscoveryType.OriginalDst, LbPolicy.ClusterProvided))
                .Concat(registry.InstancesAt(proxy.Addresses).DistinctBy(i => (i.Service.Key, i.Port)).Select(Inbound))
                .Append(Named(InboundPassthrough, DiscoveryType.OriginalDst, LbPolicy.ClusterProvided));
        }

        return [.. clusters.DistinctBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static Cluster Named(string name, DiscoveryType type, LbPolicy policy) =>
        new() { Name = name, Type = type, LbPolicy = policy, ConnectTimeout = ConnectTimeout };

    private Cluster? Outbound(Proxy proxy, PushContext context, Service service, ServicePort port, bool isV3)
    {
        var name = ClusterName.Outbound(port.Number, service.Host);
        var cluster = service.Resolution switch
        {
            Resolution.Dns => Named(name, DiscoveryType.StrictDns, LbPolicy.RoundRobin),
            Resolution.None when !proxy.IsRouter => Named(name, DiscoveryType.OriginalDst, LbPolicy.ClusterProvided),
            _ => Named(name, DiscoveryType.Eds, LbPolicy.RoundRobin),
        };
        if (cluster.Type == DiscoveryType.Eds)
        {
            cluster.EdsClusterConfig = new Cluster.Types.EdsClusterConfig
            {
                ServiceName = name,
                EdsConfig = ConfigSources.Ads(isV3),
            };
        }

        if (cluster.Type == DiscoveryType.StrictDns)
        {
            var endpoints = context.DnsPorts.TryGetValue(service.Key, out var ports) && ports.Contains(port.Number)
                ? registry.InstancesOf(service.Key).Where(i => i.Port.Number == port.Number).Select(i => i.Endpoint)
                : [];
            cluster.LoadAssignment = new ClusterLoadAssignment { ClusterName = name, Endpoints = { EndpointGenerator.ByLocality(endpoints) } };
            if (cluster.LoadAssignment.Endpoints.Count == 0)
            {
                return null;
            }
        }

        if (context.MutualTls.IsSpokenTo(service.Host))
        {
            cluster.TransportSocket = FilterNames.Tls;
        }

        SetProtocol(cluster, port);
        return cluster;
    }

    private static Cluster Inbound(ServiceInstance instance)
    {
        var name = ClusterName.Inbound(instance.Port.Number, instance.Port.Name, instance.Service.Host);
        var cluster = Named(name, DiscoveryType.Static, LbPolicy.RoundRobin);
        var local = new LbEndpoint { Endpoint = new Endpoint { Address = Addresses.Of("127.0.0.1", instance.Endpoint.Port) } };
        cluster.LoadAssignment = new ClusterLoadAssignment { ClusterName = name, Endpoints = { new LocalityLbEndpoints { LbEndpoints = { local } } } };
        SetProtocol(cluster, instance.Port);
        return cluster;
    }

    /// <summary>A port whose protocol the proxy finds out may speak HTTP/2 as well.</summary>
    private static void SetProtocol(Cluster cluster, ServicePort port)
    {
        if (port.Protocol.IsHttp2 || port.Protocol == Protocol.Unknown)
        {
            cluster.Http2ProtocolOptions = new Http2ProtocolOptions { MaxConcurrentStreams = 1073741824 };
        }
    }
}
