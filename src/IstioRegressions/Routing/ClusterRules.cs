using System.Net;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Xds.Protos.Cluster.Types;

namespace IstioRegressions.Routing;

/// <summary>
/// What an Envoy refuses a cluster for (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/cds.proto).
/// </summary>
internal static class ClusterRules
{
    /// <exception cref="ConfigurationRefusedException">It would.</exception>
    public static void Check(Cluster cluster)
    {
        var inside = InsideOf(cluster);
        var why = cluster.Type switch
        {
            DiscoveryType.OriginalDst when cluster.LbPolicy is not (LbPolicy.OriginalDstLb or LbPolicy.ClusterProvided) =>
                $"type ORIGINAL_DST needs lb_policy ORIGINAL_DST_LB or CLUSTER_PROVIDED, not {cluster.LbPolicy}",
            DiscoveryType.OriginalDst when inside.Count > 0 => "type ORIGINAL_DST takes no endpoints",
            not DiscoveryType.OriginalDst when cluster.LbPolicy == LbPolicy.OriginalDstLb => $"lb_policy ORIGINAL_DST_LB needs type ORIGINAL_DST, not {cluster.Type}",
            DiscoveryType.LogicalDns when inside.Count != 1 => $"type LOGICAL_DNS takes one endpoint, not {inside.Count}",
            DiscoveryType.Eds when cluster.EdsClusterConfig is null => "type EDS has no eds_cluster_config",
            DiscoveryType.Static => NoAddress(inside),
            DiscoveryType.StrictDns or DiscoveryType.LogicalDns when inside.Any(a => a.AddressCase != Address.AddressOneofCase.SocketAddress) => "a DNS cluster takes names and ports only",
            _ => null,
        };
        Refuse(cluster, why);
    }

    /// <exception cref="ConfigurationRefusedException">It would refuse the endpoints that EDS sent for the cluster.</exception>
    public static void CheckEndpoints(Cluster cluster, ClusterLoadAssignment? sent) => Refuse(cluster, NoAddress(AddressesOf(sent)));

    private static List<Address> InsideOf(Cluster cluster) => [.. AddressesOf(cluster.LoadAssignment), .. cluster.Hosts];

    private static List<Address> AddressesOf(ClusterLoadAssignment? assignment) =>
        [.. assignment?.Endpoints.SelectMany(l => l.LbEndpoints).Select(e => e.Endpoint?.Address ?? new Address()) ?? []];

    private static string? NoAddress(List<Address> addresses) => addresses.Select(address => address switch
    {
        { Pipe: not null } => null,
        { SocketAddress: { } socket } => IPAddress.TryParse(socket.Address, out _) ? null : $"'{socket.Address}' is no IP address; names need type STRICT_DNS or LOGICAL_DNS",
        _ => "an endpoint has no address",
    }).FirstOrDefault(why => why is not null);

    private static void Refuse(Cluster cluster, string? why)
    {
        if (why is not null)
        {
            throw new ConfigurationRefusedException($"cluster '{cluster.Name}': {why}");
        }
    }
}
