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
            .SelectMany(service => service.Ports.Where(p => p.Protocol != Protocol.Udp).SelectMany(port => Outbound(proxy, context, service, port, isV3)))
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

    /// <summary>The cluster of a service's port, and one for each of its subsets; none where DNS has nothing to find.</summary>
    private IEnumerable<Cluster> Outbound(Proxy proxy, PushContext context, Service service, ServicePort port, bool isV3)
    {
        var rule = context.DestinationRules.For(proxy.Namespace, service.Key);
        if (Outbound(proxy, context, service, port, rule, subset: null, isV3) is not { } whole)
        {
            return [];
        }

        return [whole, .. (rule?.Spec.Subsets ?? []).Select(subset => Outbound(proxy, context, service, port, rule, subset, isV3)).OfType<Cluster>()];
    }

    private Cluster? Outbound(Proxy proxy, PushContext context, Service service, ServicePort port, DestinationRule? rule, SubsetSpec? subset, bool isV3)
    {
        var name = ClusterName.Outbound(port.Number, service.Host, subset?.Name ?? "");
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
            cluster.LoadAssignment = new ClusterLoadAssignment { ClusterName = name, Endpoints = { EndpointGenerator.ByLocality(Looked(context, service, port, subset)) } };
            if (cluster.LoadAssignment.Endpoints.Count == 0)
            {
                return null;
            }
        }

        if (rule is not null)
        {
            cluster.Metadata = MetadataOf(rule, subset);
            cluster.TransportSocket = rule.Spec.IsMutual == true ? FilterNames.Tls : null;
        }

        SetProtocol(cluster, port);
        return cluster;
    }

    /// <summary>What DNS is asked for.</summary>
    private IEnumerable<ServiceEndpoint> Looked(PushContext context, Service service, ServicePort port, SubsetSpec? subset) =>
        context.DnsPorts.TryGetValue(service.Key, out var ports) && ports.Contains(port.Number)
            ? registry.InstancesOf(service.Key).Where(i => i.Port.Number == port.Number && subset?.Labels.IsSubsetOf(i.Endpoint.Labels) != false).Select(i => i.Endpoint)
            : [];

    /// <summary>Which rule made the cluster what it is, as statistics and people read it.</summary>
    private static Metadata MetadataOf(DestinationRule rule, SubsetSpec? subset)
    {
        var made = new Struct { Fields = { ["config"] = Value.ForString($"/apis/networking.istio.io/v1alpha3/namespaces/{rule.Oldest.Namespace}/destination-rule/{rule.Oldest.Name}") } };
        if (subset is not null)
        {
            made.Fields["subset"] = Value.ForString(subset.Name);
        }

        return new Metadata { FilterMetadata = { ["istio"] = made } };
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
