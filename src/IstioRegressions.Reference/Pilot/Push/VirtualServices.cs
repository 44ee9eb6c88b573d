using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>The VirtualServices of one state of the mesh, older ones first: which routes calls to a host have.</summary>
internal sealed class VirtualServices
{
    private readonly Behaviour _behaviour;
    private readonly List<(ConfigObject Object, VirtualServiceSpec Spec)> _all;

    public VirtualServices(IEnumerable<ConfigObject> objects, Behaviour behaviour)
    {
        _behaviour = behaviour;
        _all =
        [
            .. objects.Where(o => o.Kind == ConfigKind.VirtualService)
                .OrderBy(o => o.CreationTimestamp).ThenBy(o => o.Key, StringComparer.Ordinal)
                .Select(o => (o, Resolved(o))),
        ];
    }

    /// <summary>The routes of a sidecar's requests to a host; none where no VirtualService is for it. Of several the first counts, as with 1.6.</summary>
    public IReadOnlyList<HttpRouteSpec> HttpOfSidecars(string host) =>
        _all.Where(v => v.Spec.IsForSidecars && v.Spec.Hosts.Contains(host)).Select(v => v.Spec.Http).FirstOrDefault() ?? Items<HttpRouteSpec>.Empty;

    /// <summary>The route of a sidecar's connections to a port of a host; null where no VirtualService is for it.</summary>
    public TcpRouteSpec? TcpOfSidecars(string host, int port) =>
        Tcp(_all.Where(v => v.Spec.IsForSidecars && v.Spec.Hosts.Contains(host)), port);

    /// <summary>The hosts that Gateways serve for requests, each with its routes.</summary>
    /// <param name="servers">The Gateways, and the hosts of theirs that are meant.</param>
    public IEnumerable<(string Host, IReadOnlyList<HttpRouteSpec> Routes)> HttpOfGateways(IReadOnlyList<(ConfigObject Gateway, Items<string> Hosts)> servers) =>
        from virtualService in _all
        where virtualService.Spec.Http.Count > 0
        from host in virtualService.Spec.Hosts
        where servers.Any(s => IsFor(virtualService, s.Gateway) && s.Hosts.Any(h => Serves(h, host)))
        group virtualService.Spec by host into ofHost
        select (ofHost.Key, (IReadOnlyList<HttpRouteSpec>)[.. _behaviour.MergeRoutes([.. ofHost])]);

    /// <summary>The route of the connections to a port of a Gateway; null where no VirtualService is for it.</summary>
    public TcpRouteSpec? TcpOfGateway(ConfigObject gateway, GatewayServer server) =>
        Tcp(_all.Where(v => IsFor(v, gateway) && v.Spec.Hosts.Any(host => server.Hosts.Any(h => Serves(h, host)))), server.Port.Number);

    private static TcpRouteSpec? Tcp(IEnumerable<(ConfigObject Object, VirtualServiceSpec Spec)> virtualServices, int port) =>
        virtualServices.SelectMany(v => v.Spec.Tcp).FirstOrDefault(route => route.Ports.Count == 0 || route.Ports.Contains(port));

    private static bool IsFor((ConfigObject Object, VirtualServiceSpec Spec) virtualService, ConfigObject gateway) =>
        virtualService.Spec.GatewayKeys(virtualService.Object.Namespace).Contains($"{gateway.Namespace}/{gateway.Name}");

    private static bool Serves(string server, string host) =>
        server == "*" || server == host || (server.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(server[1..], StringComparison.Ordinal));

    /// <summary>With whole host names, and the faults that are met.</summary>
    private VirtualServiceSpec Resolved(ConfigObject config)
    {
        var spec = config.VirtualService;
        return spec with
        {
            Http = [.. Reachable(spec.Http).Select(r => r with { Destinations = Whole(r.Destinations, config), Fault = _behaviour.HttpFaultOf(spec, r) })],
            Tcp = [.. spec.Tcp.Select(r => r with { Destinations = Whole(r.Destinations, config), Fault = _behaviour.TcpFaultOf(r) })],
        };
    }

    private static Items<DestinationSpec> Whole(Items<DestinationSpec> destinations, ConfigObject config) =>
        [.. destinations.Select(d => d with { Host = config.WholeHost(d.Host) })];

    /// <summary>Those before the first that takes everything, and that one.</summary>
    private static IEnumerable<HttpRouteSpec> Reachable(Items<HttpRouteSpec> routes)
    {
        foreach (var route in routes)
        {
            yield return route.TakesAll && route.Matches.Count > 0 ? route with { Matches = [UriMatch.Everything] } : route;
            if (route.TakesAll)
            {
                yield break;
            }
        }
    }
}
