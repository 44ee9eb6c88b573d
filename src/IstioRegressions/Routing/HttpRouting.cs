using System.Collections.Immutable;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// From a request to its route: virtual host by host, then the first route that matches
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/configuration/http/http_conn_man/route_matching).
/// </summary>
internal static class HttpRouting
{
    public static Outcome Evaluate(ObservedState state, Call call, Accepted accepted, HttpConnectionManager manager, bool overTls, Outcome outcome)
    {
        if (manager.RouteSpecifierCase == HttpConnectionManager.RouteSpecifierOneofCase.ScopedRoutes)
        {
            return outcome with { Reason = "the HTTP connection manager has scoped routes, which are not known here" };
        }

        var table = manager.RouteConfig ?? state.Routes.GetValueOrDefault(manager.Rds.RouteConfigName);
        if (table is null)
        {
            return outcome with { Kind = OutcomeKind.NoRouteTable, Reason = $"the listener waits for the route table '{manager.Rds.RouteConfigName}', which was not sent" };
        }

        if (manager.Rds is not null)
        {
            RouteTableRules.Check(state, table, validateClusters: table.ValidateClusters ?? false);
        }

        outcome = outcome with { RouteTable = table.Name };
        if (VirtualHostChoice.Find(table, call.Authority) is not { } host)
        {
            return outcome with { Kind = OutcomeKind.NoVirtualHost, Status = 404, Reason = $"no virtual host of '{table.Name}' has a domain for '{call.Authority}'" };
        }

        outcome = outcome with { VirtualHost = host.Name };
        var secure = overTls || string.Equals(call.Headers.GetValueOrDefault("x-forwarded-proto"), "https", StringComparison.OrdinalIgnoreCase);
        if (!secure && NeedsTls(host, call))
        {
            return outcome with { Kind = OutcomeKind.Redirected, Status = 301, Location = $"https://{call.Authority}{call.Path}", Reason = $"virtual host '{host.Name}' requires TLS" };
        }

        var place = host.Routes.ToList().FindIndex(r => RequestMatch.Is(r.Match, call, secure));
        return place < 0
            ? outcome with { Kind = OutcomeKind.NoRoute, Status = 404, Reason = $"no route of '{host.Name}' matches {call}" }
            : Follow(state, call, accepted, manager, host, place, secure, outcome);
    }

    private static bool NeedsTls(VirtualHost host, Call call) => host.RequireTls switch
    {
        VirtualHost.Types.TlsRequirementType.All => true,
        VirtualHost.Types.TlsRequirementType.ExternalOnly => call.Headers.GetValueOrDefault("x-envoy-internal") != "true",
        _ => false,
    };

    private static Outcome Follow(ObservedState state, Call call, Accepted accepted, HttpConnectionManager manager, VirtualHost host, int place, bool secure, Outcome outcome)
    {
        var route = host.Routes[place];
        var name = route.Name.Length > 0 ? $"{place} '{route.Name}'" : $"{place}";
        outcome = outcome with { Route = $"{name} {RequestMatch.Print(route.Match)}" };
        return route.ActionCase switch
        {
            Route.ActionOneofCase.Redirect => outcome with
            {
                Kind = OutcomeKind.Redirected,
                Status = Redirection.StatusOf(route.Redirect),
                Location = Redirection.LocationOf(route, call, secure),
                Reason = "the route is a redirect",
            },
            Route.ActionOneofCase.DirectResponse => outcome with { Kind = OutcomeKind.DirectResponse, Status = (int)route.DirectResponse.Status, Reason = "the route is the answer" },
            _ => Answer(route, Targets.Aim(outcome with { Fault = Faults.Of(manager, host, route, call, secure) }, ClustersOf(state, call, accepted, route.Route_))),
        };
    }

    private static ImmutableArray<Target> ClustersOf(ObservedState state, Call call, Accepted accepted, RouteAction action) => action.ClusterSpecifierCase switch
    {
        RouteAction.ClusterSpecifierOneofCase.WeightedClusters => [.. action.WeightedClusters.Clusters.Select(c => ClusterChoice.Find(state, accepted, c.Name, c.Weight ?? 0))],
        RouteAction.ClusterSpecifierOneofCase.ClusterHeader => [ClusterChoice.Find(state, accepted, call.Headers.GetValueOrDefault(action.ClusterHeader, ""), weight: 1)],
        _ => [ClusterChoice.Find(state, accepted, action.Cluster, weight: 1)],
    };

    private static Outcome Answer(Route route, Outcome aimed) => aimed switch
    {
        { Fault: { AbortPercent: >= 100, AbortStatus: { } status } } => aimed with { Kind = OutcomeKind.Aborted, Status = status, Reason = "a fault aborts every request of the route" },
        { Kind: OutcomeKind.UnknownCluster } => aimed with { Status = route.Route_.ClusterNotFoundResponseCode == RouteAction.Types.ClusterNotFoundResponseCode.NotFound ? 404 : 503 },
        { Kind: OutcomeKind.NoHealthyUpstream } => aimed with { Status = 503 },
        _ => aimed,
    };
}
