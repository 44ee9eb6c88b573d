using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Makes EDS resources from the endpoints that were kept for each service.</summary>
internal sealed class EndpointGenerator(EndpointShards shards)
{
    /// <summary>
    /// The endpoints of a cluster: none for one that is not known; null for one whose endpoints are not sent by EDS, or
    /// where only other services are asked for.
    /// </summary>
    public ClusterLoadAssignment? Generate(string cluster, Proxy proxy, PushContext context, SidecarScope scope, IReadOnlySet<string>? hosts)
    {
        var assignment = new ClusterLoadAssignment { ClusterName = cluster };
        var name = ClusterName.Parse(cluster);
        if (hosts is not null && !hosts.Contains(name.Host))
        {
            return null;
        }

        if (scope.Find(name.Host) is not { } service || service.Ports.FirstOrDefault(p => name.PortName.Length > 0 ? p.Name == name.PortName : p.Number == name.Port) is not { } port)
        {
            return assignment;
        }

        if (service.Resolution == Resolution.Dns)
        {
            return null;
        }

        var labels = context.DestinationRules.For(proxy.Namespace, service.Key)?.LabelsOf(name.Subset) ?? Map<string>.Empty;
        var endpoints = shards.Of(service.Key).Where(e => e.ServicePortName == port.Name && labels.IsSubsetOf(e.Labels));
        assignment.Endpoints.AddRange(ByLocality(endpoints));
        return assignment;
    }

    /// <summary>Endpoints grouped by locality, each group with the sum of its weights.</summary>
    public static IEnumerable<LocalityLbEndpoints> ByLocality(IEnumerable<ServiceEndpoint> endpoints) =>
        endpoints.GroupBy(e => e.Locality, StringComparer.Ordinal).Select(group => new LocalityLbEndpoints
        {
            Locality = LocalityOf(group.Key),
            LbEndpoints = { group.Select(Endpoint) },
            LoadBalancingWeight = (uint)group.Sum(e => e.Weight),
        });

    private static LbEndpoint Endpoint(ServiceEndpoint endpoint) => new()
    {
        Endpoint = new Endpoint { Address = Addresses.Of(endpoint.Address, endpoint.Port) },
        LoadBalancingWeight = (uint)endpoint.Weight,
        Metadata = MetadataOf(endpoint),
    };

    private static Metadata? MetadataOf(ServiceEndpoint endpoint)
    {
        if (endpoint.Network.Length == 0 && endpoint.TlsMode == "disabled")
        {
            return null;
        }

        var metadata = new Metadata();
        if (endpoint.Network.Length > 0)
        {
            metadata.FilterMetadata["istio"] = new Struct { Fields = { ["network"] = Value.ForString(endpoint.Network) } };
        }

        if (endpoint.TlsMode != "disabled")
        {
            metadata.FilterMetadata["envoy.transport_socket_match"] = new Struct { Fields = { ["tlsMode"] = Value.ForString(endpoint.TlsMode) } };
        }

        return metadata;
    }

    private static Locality LocalityOf(string text)
    {
        var parts = text.Split('/');
        return new Locality { Region = parts[0], Zone = parts.ElementAtOrDefault(1) ?? "", SubZone = parts.ElementAtOrDefault(2) ?? "" };
    }
}
