using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Xds.Protos.Cluster.Types;

namespace IstioRegressions.Routing;

/// <summary>
/// The endpoints that a cluster offers a call
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/intro/arch_overview/upstream/service_discovery).
/// </summary>
internal static class ClusterChoice
{
    // How Istio calls the clusters that take what nothing is configured for.
    private static readonly string[] Passthroughs =
        ["PassthroughCluster", "InboundPassthroughCluster", "InboundPassthroughClusterIpv4", "InboundPassthroughClusterIpv6"];

    /// <summary>What a call meets at a cluster.</summary>
    /// <exception cref="ConfigurationRefusedException">An Envoy would not have taken the cluster or its endpoints.</exception>
    public static Target Find(ObservedState state, Accepted accepted, string name, uint weight)
    {
        Target End(OutcomeKind kind, string reason, EndpointSet? endpoints = null) => new(name, weight, kind, endpoints ?? EndpointSet.Empty, reason);

        if (!state.Clusters.TryGetValue(name, out var cluster))
        {
            return End(OutcomeKind.UnknownCluster, $"there is no cluster '{name}'");
        }

        ClusterRules.Check(cluster);
        if (cluster.Type == DiscoveryType.OriginalDst)
        {
            return accepted.IsRestored
                ? End(Passthroughs.Contains(name) ? OutcomeKind.Passthrough : OutcomeKind.Routed, $"'{name}' goes to the original destination", [accepted.LocalAddress.ToString()])
                : End(OutcomeKind.NoHealthyUpstream, $"'{name}' goes to the original destination, and the connection was not redirected");
        }

        var assignment = AssignmentOf(state, cluster);
        if (assignment is null)
        {
            return End(OutcomeKind.NoHealthyUpstream, $"EDS has sent no endpoints for '{name}'");
        }

        var healthy = EndpointHealth.Available(assignment, cluster);
        return healthy.Count > 0
            ? End(OutcomeKind.Routed, $"'{name}' has {healthy.Count} endpoint{(healthy.Count == 1 ? "" : "s")} to choose from", healthy)
            : End(OutcomeKind.NoHealthyUpstream, $"'{name}' has no healthy endpoint");
    }

    private static ClusterLoadAssignment? AssignmentOf(ObservedState state, Cluster cluster)
    {
        if (cluster.Type == DiscoveryType.Eds)
        {
            var sent = state.Endpoints.GetValueOrDefault(state.EndpointNameOf(cluster.Name) ?? cluster.Name);
            ClusterRules.CheckEndpoints(cluster, sent);
            return sent;
        }

        var hosts = cluster.Hosts.Select(h => new LbEndpoint { Endpoint = new Endpoint { Address = h } });
        return cluster.LoadAssignment ?? new ClusterLoadAssignment { Endpoints = { new LocalityLbEndpoints { LbEndpoints = { hosts } } } };
    }
}
