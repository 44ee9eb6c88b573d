using System.Collections.Immutable;
using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>A sidecar that is sent its configuration over ADS.</summary>
internal sealed class ObservedRouting(Observer observer) : RoutingView
{
    public override Task<RoutingState> LookAnewAsync(string host, CancellationToken ct = default) => LookAsync(host, ct);

    public override Task<RoutingState> LookAsync(string host, CancellationToken ct = default)
    {
        var state = observer.State;
        var routes =
            from table in RouteTables.Of(state)
            from virtualHost in table.VirtualHosts
            from domain in virtualHost.Domains
            from route in virtualHost.Routes
            where route.Route_ is not null
            from cluster in route.Route_.WeightedClusters is { } weighted ? weighted.Clusters.Select(c => c.Name) : [route.Route_.Cluster]
            where cluster.Length > 0
            select (domain, cluster);
        var byHost = routes.ToLookup(r => r.domain, r => r.cluster, StringComparer.Ordinal);
        return Task.FromResult(new RoutingState(
            host, byHost, state.Clusters.Keys.ToImmutableHashSet(StringComparer.Ordinal), byHost[host].Sum(c => state.EndpointsOf(c).Count)));
    }

    public override ValueTask DisposeAsync() => observer.DisposeAsync();
}
