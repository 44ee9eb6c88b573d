using System.Collections.Immutable;

namespace IstioRegressions.Xds;

/// <summary>What a proxy knows of where calls go: to clusters by host, and the endpoints of these.</summary>
/// <param name="ClustersByHost">The clusters that the route tables name for each domain.</param>
/// <param name="Endpoints">How many endpoints each cluster has.</param>
public sealed record RoutingState(ILookup<string, string> ClustersByHost, ImmutableDictionary<string, int> Endpoints)
{
    /// <summary>The clusters that a route names and that the proxy does not have: an Envoy refuses such a table, and all its hosts answer 404.</summary>
    public IReadOnlyList<string> UnknownClusters =>
        [.. ClustersByHost.SelectMany(c => c).Distinct(StringComparer.Ordinal).Where(c => !Endpoints.ContainsKey(c)).Order(StringComparer.Ordinal)];

    /// <summary>Whether a call for the host comes to an endpoint.</summary>
    public bool Reaches(string host) => UnknownClusters.Count == 0 && ClustersByHost[host].Any(c => Endpoints.GetValueOrDefault(c) > 0);

    /// <summary>"60 hosts, 31 clusters".</summary>
    public override string ToString() => $"{ClustersByHost.Count} domains in its routes, {Endpoints.Count} clusters, of these {Endpoints.Values.Count(n => n > 0)} with endpoints";
}
