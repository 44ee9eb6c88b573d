using Google.Protobuf.Collections;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// What an Envoy refuses a whole route table for (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/route/route.proto
/// and https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/rds.proto, validate_clusters).
/// </summary>
internal static class RouteTableRules
{
    // The total of weights where none is given: later Envoys (1.22 on) take any sum.
    private const uint DefaultTotalWeight = 100;

    /// <exception cref="ConfigurationRefusedException">It would.</exception>
    public static void Check(ObservedState state, RouteConfiguration table, bool validateClusters)
    {
        var domains = new Dictionary<string, VirtualHost>(StringComparer.OrdinalIgnoreCase);
        foreach (var host in table.VirtualHosts)
        {
            if (host.Domains.Count == 0)
            {
                throw Refuse(table, $"virtual host '{host.Name}' has no domains");
            }

            foreach (var domain in host.Domains.Where(d => !domains.TryAdd(d, host)))
            {
                throw Refuse(table, $"domain '{domain}' is in virtual hosts '{domains[domain].Name}' and '{host.Name}', and must be unique");
            }

            for (var i = 0; i < host.Routes.Count; i++)
            {
                if ((Why(host.Routes[i]) ?? (validateClusters ? Missing(state, host.Routes[i]) : null)) is { } why)
                {
                    throw Refuse(table, $"virtual host '{host.Name}', route {i}: {why}");
                }
            }
        }
    }

    private static string? Why(Route route) =>
        (route.Match is null ? "it has no match" : RequestMatch.Why(route.Match))
        ?? Faults.Why(route)
        ?? route.ActionCase switch
        {
            Route.ActionOneofCase.None => "it has no action",
            Route.ActionOneofCase.Route_ => Why(route.Route_),
            Route.ActionOneofCase.DirectResponse when route.DirectResponse.Status is < 100 or >= 600 => $"its direct response has status {route.DirectResponse.Status}",
            _ => null,
        };

    private static string? Why(RouteAction action) => action.ClusterSpecifierCase switch
    {
        RouteAction.ClusterSpecifierOneofCase.Cluster => action.Cluster.Length > 0 ? null : "its cluster has no name",
        RouteAction.ClusterSpecifierOneofCase.ClusterHeader => action.ClusterHeader.Length > 0 ? null : "its cluster_header has no name",
        RouteAction.ClusterSpecifierOneofCase.WeightedClusters => Why(action.WeightedClusters),
        _ => "it names no cluster",
    };

    private static string? Why(WeightedCluster weighted)
    {
        var (sum, total) = (Sum(weighted.Clusters), weighted.TotalWeight ?? DefaultTotalWeight);
        return weighted switch
        {
            { Clusters.Count: 0 } => "it has no weighted clusters",
            _ when weighted.Clusters.Any(c => c.Name.Length == 0) => "a weighted cluster has no name",
            _ => sum == total ? null : $"the weights of its clusters add up to {sum}, not to {total}",
        };
    }

    private static long Sum(RepeatedField<WeightedCluster.Types.ClusterWeight> clusters) => clusters.Sum(c => (long)(c.Weight ?? 0));

    private static string? Missing(ObservedState state, Route route)
    {
        IEnumerable<string> named = route.Route_?.ClusterSpecifierCase switch
        {
            RouteAction.ClusterSpecifierOneofCase.Cluster => [route.Route_.Cluster],
            RouteAction.ClusterSpecifierOneofCase.WeightedClusters => route.Route_.WeightedClusters.Clusters.Select(c => c.Name),
            _ => [],
        };
        var missing = named.FirstOrDefault(name => !state.Clusters.ContainsKey(name));
        return missing is null ? null : $"there is no cluster '{missing}', and the table is validated";
    }

    private static ConfigurationRefusedException Refuse(RouteConfiguration table, string why) => new($"route table '{table.Name}': {why}");
}
