using System.Collections.Immutable;

namespace IstioRegressions.Xds;

/// <summary>What a proxy knows of where calls for a host go.</summary>
/// <param name="Host">The host.</param>
/// <param name="ClustersByHost">The clusters that the route tables name for each domain, those of other hosts too.</param>
/// <param name="Clusters">The clusters that it has.</param>
/// <param name="Endpoints">How many endpoints the clusters of the host have.</param>
public sealed record RoutingState(string Host, ILookup<string, string> ClustersByHost, ImmutableHashSet<string> Clusters, int Endpoints)
{
    /// <summary>The clusters that a route names and that the proxy does not have: an Envoy refuses such a table, and all its hosts answer 404.</summary>
    public IReadOnlyList<string> UnknownClusters =>
        [.. ClustersByHost.SelectMany(c => c).Distinct(StringComparer.Ordinal).Where(c => !Clusters.Contains(c)).Order(StringComparer.Ordinal)];

    /// <summary>Whether a route table has the host.</summary>
    public bool HasRoute => ClustersByHost.Contains(Host);

    /// <summary>Whether a call for the host comes to an endpoint.</summary>
    public bool IsReachable => UnknownClusters.Count == 0 && HasRoute && Endpoints > 0;

    /// <summary>"60 domains in its routes, 31 clusters, no route to app-1.test.local".</summary>
    public override string ToString() => $"{ClustersByHost.Count} domains in its routes, {Clusters.Count} clusters, "
        + (HasRoute ? $"{Endpoints} endpoints of {Host}" : $"no route to {Host}");
}
