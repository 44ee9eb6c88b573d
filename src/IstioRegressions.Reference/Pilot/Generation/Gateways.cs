using System.Globalization;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>
/// What Gateways give a router: a listener for each port, whose first server decides whether it takes requests or
/// connections. Servers for requests share it, one for connections has it alone.
/// </summary>
internal static class Gateways
{
    /// <summary>The listeners of a router; a server for connections without a route has none.</summary>
    public static IEnumerable<Listener> Listeners(Proxy proxy, PushContext context, FilterChains chains) =>
        Ports(proxy, context).Select(port => Chain(port, proxy, context, chains) is { } chain ? Listener(port.Key, chain) : null).OfType<Listener>();

    /// <summary>The route table of a port; null where the router takes no requests there. A call that no VirtualService is for is a 404.</summary>
    public static RouteConfiguration? Routes(string name, Proxy proxy, PushContext context, FilterNames names)
    {
        if (Ports(proxy, context).FirstOrDefault(p => TableOf(p.Key) == name) is not { } port || IsTcp(port.First().Server))
        {
            return null;
        }

        var table = new RouteConfiguration { Name = name, ValidateClusters = false };
        foreach (var (host, routes) in context.VirtualServices.HttpOfGateways([.. port.Where(s => !IsTcp(s.Server)).Select(s => (s.Gateway, s.Server.Hosts))]).OrderBy(h => h.Host, StringComparer.Ordinal))
        {
            table.VirtualHosts.Add(new VirtualHost
            {
                Name = RouteGenerator.WithPort(host, port.Key),
                Domains = { Domains(host, port.Key) },
                Routes = { VirtualRoutes.Http(routes, port.Key, context.Scopes.Of(proxy.Namespace), names) },
            });
        }

        if (table.VirtualHosts.Count == 0)
        {
            table.VirtualHosts.Add(Nothing(port.Key));
        }

        return table;
    }

    /// <summary>The servers of the Gateways that select a router, by port.</summary>
    private static IEnumerable<IGrouping<int, (ConfigObject Gateway, GatewayServer Server)>> Ports(Proxy proxy, PushContext context) =>
        from gateway in context.Gateways
        where gateway.Gateway.Selector.IsSubsetOf(proxy.Labels)
        from server in gateway.Gateway.Servers
        group (gateway, server) by server.Port.Number;

    private static bool IsTcp(GatewayServer server) => ProtocolNames.Parse(server.Port.Protocol) == Protocol.Tcp;

    private static FilterChain? Chain(IGrouping<int, (ConfigObject Gateway, GatewayServer Server)> port, Proxy proxy, PushContext context, FilterChains chains)
    {
        var (gateway, server) = port.First();
        if (!IsTcp(server))
        {
            return chains.GatewayHttp(Service.Unspecified, port.Key, TableOf(port.Key));
        }

        return context.VirtualServices.TcpOfGateway(gateway, server) is { } route ? chains.Tcp(VirtualRoutes.Tcp(route, port.Key, context.Scopes.Of(proxy.Namespace))) : null;
    }

    /// <summary>A host is asked for with any port, as before a router there may be what changes it; an Envoy takes one wildcard only.</summary>
    private static string[] Domains(string host, int port) => host switch
    {
        "*" => [host],
        ['*', ..] => [host, RouteGenerator.WithPort(host, port)],
        _ => [host, $"{host}:*"],
    };

    private static Listener Listener(int port, FilterChain chain) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Service.Unspecified}_{port}"),
        Address = Addresses.Of(Service.Unspecified, port),
        FilterChains = { chain },
        TrafficDirection = Directions.Outbound,
    };

    private static VirtualHost Nothing(int port) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"blackhole:{port}"),
        Domains = { "*" },
        Routes =
        {
            new Route { Name = "default", Match = new RouteMatch { Prefix = "/" }, DirectResponse = new DirectResponseAction { Status = 404 } },
        },
    };

    private static string TableOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http.{port}");
}
