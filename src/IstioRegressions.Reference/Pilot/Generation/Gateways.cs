using System.Globalization;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>What Gateways give a router. They serve plaintext HTTP only, and without VirtualServices every call is a 404.</summary>
internal static class Gateways
{
    /// <summary>The ports of the servers of the Gateways that select a router; servers of one port share a listener.</summary>
    public static IEnumerable<int> HttpPorts(Proxy proxy, PushContext context) => context.Gateways
        .Where(gateway => gateway.Gateway.Selector.IsSubsetOf(proxy.Labels))
        .SelectMany(gateway => gateway.Gateway.Servers)
        .Select(server => server.Port.Number)
        .Distinct();

    public static Listener Listener(int port, FilterChains chains) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Service.Unspecified}_{port}"),
        Address = Addresses.Of(Service.Unspecified, port),
        FilterChains = { chains.GatewayHttp(Service.Unspecified, port, TableOf(port)) },
        TrafficDirection = Directions.Outbound,
    };

    public static RouteConfiguration Routes(int port) => new()
    {
        Name = TableOf(port),
        ValidateClusters = false,
        VirtualHosts =
        {
            new VirtualHost
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"blackhole:{port}"),
                Domains = { "*" },
                Routes =
                {
                    new Route { Name = "default", Match = new RouteMatch { Prefix = "/" }, DirectResponse = new DirectResponseAction { Status = 404 } },
                },
            },
        },
    };

    private static string TableOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http.{port}");
}
