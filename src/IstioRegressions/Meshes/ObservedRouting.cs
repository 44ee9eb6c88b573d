using System.Collections.Immutable;
using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>A sidecar that is sent its configuration over ADS.</summary>
internal sealed class ObservedRouting(Observer observer) : RoutingView
{
    public override Task<RoutingState> LookAsync(CancellationToken ct = default)
    {
        var state = observer.State;
        var routes =
            from table in RouteTables.Of(state)
            from host in table.VirtualHosts
            from domain in host.Domains
            from route in host.Routes
            where route.Route_ is not null
            from cluster in route.Route_.WeightedClusters is { } weighted ? weighted.Clusters.Select(c => c.Name) : [route.Route_.Cluster]
            where cluster.Length > 0
            select (domain, cluster);
        return Task.FromResult(new RoutingState(
            routes.ToLookup(r => r.domain, r => r.cluster, StringComparer.Ordinal),
            state.Clusters.Keys.ToImmutableDictionary(name => name, name => state.EndpointsOf(name).Count, StringComparer.Ordinal)));
    }

    public override ValueTask DisposeAsync() => observer.DisposeAsync();
}
