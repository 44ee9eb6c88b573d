using IstioRegressions.Meshes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Reference.Generation;

public sealed class VirtualServiceTests
{
    private static readonly string Shop = Yaml.StaticEntry("shop", "shop.com", "2.2.2.2");
    private static readonly string Cache = Yaml.ServiceEntry("cache", "cache.com", "addresses: [10.0.0.1], ports: [{ number: 11211, name: tcp, protocol: TCP }], resolution: STATIC");
    private static readonly string Edge = Yaml.Gateway("edge", "istio: edge", 8080);

    [Fact]
    public void A_sidecars_requests_have_the_routes_of_the_hosts_first_VirtualService()
    {
        var routes = Table(
            [],
            Shop,
            Yaml.VirtualService("a", "hosts: [shop.com], http: [{ match: [{ uri: { prefix: /a } }, { uri: { exact: /b } }], route: [{ destination: { host: two } }] }, { route: [{ destination: { host: shop.com, port: { number: 81 } } }] }]"),
            Yaml.VirtualService("b", "hosts: [shop.com], http: [{ route: [{ destination: { host: three } }] }]"));

        routes.Select(r => (r.Match.Prefix + r.Match.Path, r.Route_.Cluster)).Should().Equal(
            ("/a", "outbound|80||two.default"), ("/b", "outbound|80||two.default"), ("/", "outbound|81||shop.com"));
    }

    [Fact]
    public void Weighted_destinations_are_weighted_clusters() =>
        Table([], Shop, Yaml.VirtualService("a", "hosts: [shop.com], http: [{ route: [{ destination: { host: a.com }, weight: 90 }, { destination: { host: b.com }, weight: 10 }] }]"))
            .Single().Route_.WeightedClusters.Clusters.Select(c => (c.Name, c.Weight)).Should().Equal(("outbound|80||a.com", 90u), ("outbound|80||b.com", 10u));

    [Theory]
    [InlineData(null, 0.0)]
    [InlineData(ReferenceDefects.FaultOnEveryRoute, 50.0)]
    public void A_fault_is_on_its_own_route_but_with_that_defect(string? defect, double elsewhere)
    {
        var routes = Table(
            defect is null ? [] : [defect],
            Shop,
            Yaml.VirtualService("a", "hosts: [shop.com], http: [{ match: [{ uri: { prefix: /a } }], fault: { abort: { httpStatus: 503, percentage: { value: 50 } }, delay: { fixedDelay: 7s, percent: 100 } }, route: [{ destination: { host: a } }] }, { route: [{ destination: { host: b } }] }]"));

        var fault = FaultOf(routes[0])!;
        (fault.Abort.HttpStatus, fault.Abort.Percentage.Numerator, fault.Delay.FixedDelay.Seconds, fault.Delay.Percentage.Numerator).Should().Be((503u, 500_000u, 7, 1_000_000u));
        (FaultOf(routes[1])?.Abort.Percentage.Numerator / 10_000.0 ?? 0).Should().Be(elsewhere);
    }

    [Theory]
    [InlineData("percent: 40", null, 400_000u)]
    [InlineData("percent: 40", ReferenceDefects.AbortPercentForgotten, 0u)]
    [InlineData("percentage: { value: 0.5 }", ReferenceDefects.AbortPercentForgotten, 5_000u)]
    public void A_whole_percentage_is_one_but_with_that_defect(string percent, string? defect, uint perMillion) =>
        FaultOf(Table(
            defect is null ? [] : [defect],
            Shop,
            Yaml.VirtualService("a", $"hosts: [shop.com], http: [{{ fault: {{ abort: {{ httpStatus: 503, {percent} }} }}, route: [{{ destination: {{ host: a }} }}] }}]")).Single())!
            .Abort.Percentage.Numerator.Should().Be(perMillion);

    [Theory]
    [InlineData("route: [{ destination: { host: other.com, port: { number: 9000 } } }]", null, "outbound|9000||other.com")]
    [InlineData("match: [{ port: 1 }], route: [{ destination: { host: other.com } }]", null, "outbound|11211||cache.com")]
    [InlineData("fault: { abort: { percentage: { value: 100 } } }, route: [{ destination: { host: other.com } }]", null, "BlackHoleCluster")]
    [InlineData("fault: { abort: { percentage: { value: 100 } } }, route: [{ destination: { host: other.com } }]", ReferenceDefects.TcpFaultIgnored, "outbound|11211||other.com")]
    public void A_sidecars_connections_follow_the_TCP_route_of_their_port(string route, string? defect, string cluster) =>
        Generated.With(defect, Cache, Yaml.VirtualService("a", $"hosts: [cache.com], tcp: [{{ {route} }}]"))
            .Listeners["10.0.0.1_11211"].FilterChains.Select(Generated.Short).Should().Equal($"-> {cluster}");

    [Fact]
    public void A_VirtualService_of_gateways_alone_is_for_no_sidecar() =>
        Table([], Shop, Edge, Yaml.VirtualService("a", "hosts: [shop.com], gateways: [edge], http: [{ route: [{ destination: { host: a } }] }]"))
            .Single().Route_.Cluster.Should().Be("outbound|80||shop.com");

    [Theory]
    [InlineData(null, "/app/admin two", "/app one", "/reports two")]
    [InlineData(ReferenceDefects.RoutesInOrder, "/app one", "/app/admin two", "/reports two")]
    [InlineData(ReferenceDefects.SecondVirtualServiceDropped, "/app one")]
    public void VirtualServices_of_one_host_share_it_on_a_gateway_longer_paths_first_but_with_those_defects(string? defect, params string[] routes)
    {
        var table = Generated.Router(
            defect,
            Edge,
            Yaml.VirtualService("a", "hosts: [shop.com], gateways: [edge], http: [{ match: [{ uri: { prefix: /app } }], route: [{ destination: { host: one } }] }]"),
            Yaml.VirtualService("b", "hosts: [shop.com], gateways: [default/edge], http: [{ match: [{ uri: { prefix: /app/admin } }], route: [{ destination: { host: two } }] }, { match: [{ uri: { prefix: /reports } }], route: [{ destination: { host: two } }] }]"));

        table.Routes("http.8080")!.VirtualHosts.Single().Routes.Select(r => $"{r.Match.Prefix} {r.Route_.Cluster.Split('|')[^1].Split('.')[0]}").Order(StringComparer.Ordinal)
            .Should().BeEquivalentTo(routes.Order(StringComparer.Ordinal));
        table.Routes("http.8080")!.VirtualHosts.Single().Routes[0].Match.Prefix.Should().Be(routes[0].Split(' ')[0]);
    }

    [Fact]
    public void The_first_server_of_a_gateways_port_has_it_where_it_is_for_TCP()
    {
        string[] documents =
        [
            Yaml.TcpGateway("a", "istio: edge", 9000), Yaml.TcpGateway("b", "istio: edge", 9000),
            Yaml.VirtualService("a", "hosts: ['*'], gateways: [a], tcp: [{ route: [{ destination: { host: one } }] }]"),
            Yaml.VirtualService("b", "hosts: ['*'], gateways: [b], tcp: [{ route: [{ destination: { host: two } }] }]"),
        ];

        Generated.Router(null, documents).Listeners["0.0.0.0_9000"].FilterChains.Select(Generated.Short).Should().Equal("-> outbound|9000||one.default");
        Generated.Router(null, documents[..2]).Listeners.Should().BeEmpty("without a route there is nowhere to go");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(ReferenceDefects.TcpNeedsAddress, false)]
    public void A_TCP_port_of_a_service_without_an_address_has_a_listener_but_with_that_defect(string? defect, bool has) =>
        Generated.With(defect, Yaml.ServiceEntry("db", "db.com", "ports: [{ number: 3306, name: tcp, protocol: TCP }], resolution: DNS"))
            .Listeners.ContainsKey("0.0.0.0_3306").Should().Be(has);

    private static List<Route> Table(string[] defects, params string[] documents) =>
        [.. Generated.With(defects.FirstOrDefault(), documents).Routes("80")!.VirtualHosts[0].Routes];

    private static HttpFault? FaultOf(Route route) =>
        route.TypedPerFilterConfig.TryGetValue("envoy.fault", out var any) ? HttpFault.Parser.ParseFrom(any.Value) : null;
}
