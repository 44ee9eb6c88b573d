using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;
using ClusterWeight = IstioRegressions.Xds.Protos.TcpProxy.Types.WeightedCluster.Types.ClusterWeight;

namespace IstioRegressions.Routing;

/// <summary>
/// Where a TCP proxy sends a connection; one that cannot be sent on is closed
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/configuration/listeners/network_filters/tcp_proxy_filter).
/// </summary>
internal static class TcpRouting
{
    /// <summary>The clusters of a proxy; a single one has weight 1.</summary>
    /// <exception cref="ConfigurationRefusedException">It names none, or one without a weight.</exception>
    public static IReadOnlyList<ClusterWeight> ClustersOf(TcpProxy proxy) => proxy.ClusterSpecifierCase switch
    {
        TcpProxy.ClusterSpecifierOneofCase.Cluster when proxy.Cluster.Length > 0 => [new ClusterWeight { Name = proxy.Cluster, Weight = 1 }],
        TcpProxy.ClusterSpecifierOneofCase.WeightedClusters when proxy.WeightedClusters.Clusters is { Count: > 0 } weighted =>
            weighted.All(c => c is { Weight: > 0, Name.Length: > 0 }) ? weighted : throw new ConfigurationRefusedException($"the TCP proxy '{proxy.StatPrefix}' has a weighted cluster without a name or a weight"),
        _ => throw new ConfigurationRefusedException($"the TCP proxy '{proxy.StatPrefix}' names no cluster"),
    };

    public static Outcome Evaluate(ObservedState state, Accepted accepted, IReadOnlyList<ClusterWeight> clusters, Outcome outcome) => clusters.Count == 0
        ? outcome with { Kind = OutcomeKind.ConnectionClosed, Reason = "closed: no route of the TCP proxy is for this connection" }
        : Targets.Aim(outcome, [.. clusters.Select(c => ClusterChoice.Find(state, accepted, c.Name, c.Weight))]);
}
