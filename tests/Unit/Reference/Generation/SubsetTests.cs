using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Reference.Generation;

public sealed class SubsetTests
{
    private const string V1 = "subsets: [{ name: v1, labels: { version: v1 } }]";

    private static readonly string Shop = Yaml.ServiceEntry(
        "shop", "shop.com", $"ports: [{Yaml.Http}], resolution: STATIC, endpoints: [{{ address: 1.1.1.1, labels: {{ version: v1, app: x }} }}, {{ address: 2.2.2.2, labels: {{ version: v2 }} }}, {{ address: 3.3.3.3 }}]");

    [Theory]
    [InlineData("v1", "1.1.1.1")]
    [InlineData("gone")]
    [InlineData("", "1.1.1.1", "2.2.2.2", "3.3.3.3")]
    [InlineData("any", "1.1.1.1", "2.2.2.2", "3.3.3.3")]
    [InlineData("undeclared", "1.1.1.1", "2.2.2.2", "3.3.3.3")]
    public void The_endpoints_of_a_subset_have_its_labels(string subset, params string[] addresses) =>
        new Generated(Shop, Yaml.SubsetRule("r", "shop.com", "subsets: [{ name: v1, labels: { version: v1 } }, { name: gone, labels: { version: v1, app: y } }, { name: any }]"))
            .Endpoints($"outbound|80|{subset}|shop.com")!.Endpoints.SelectMany(l => l.LbEndpoints).Select(e => e.Endpoint.Address.SocketAddress.Address)
            .Should().Equal(addresses);

    [Fact]
    public void A_workload_that_is_selected_is_an_endpoint_of_its_subset() =>
        new Generated(Yaml.SelectingEntry("shop", "shop.com"), Yaml.WorkloadEntry("w", "1.1.1.1"), Yaml.SubsetRule("r", "shop.com", "subsets: [{ name: ready, labels: { ready: 'true' } }, { name: other, labels: { ready: 'maybe' } }]"))
            .Endpoints("outbound|80|ready|shop.com")!.Endpoints.Single().LbEndpoints.Should().ContainSingle();

    [Theory]
    [InlineData("shop.com", "v1")]
    [InlineData("*.com", "v1")]
    [InlineData("*", "v1")]
    [InlineData("other.com")]
    [InlineData("*.shop.com")]
    public void A_rule_is_for_the_hosts_that_it_names(string host, params string[] subsets) =>
        Subsets(Shop, Yaml.SubsetRule("r", host, V1)).Should().Equal(subsets);

    [Fact]
    public void Of_several_rules_the_one_whose_host_says_most_counts() =>
        Subsets(
            Shop,
            Yaml.SubsetRule("a", "*", "subsets: [{ name: least }]"),
            Yaml.SubsetRule("b", "shop.com", "subsets: [{ name: most }]"),
            Yaml.SubsetRule("c", "*.com", "subsets: [{ name: more }]")).Should().Equal("most");

    [Fact]
    public void Rules_of_one_host_are_one_rule_the_older_first()
    {
        var generated = new Generated(
            Shop,
            Yaml.SubsetRule("a", "shop.com", "subsets: [{ name: v1, labels: { version: v2 } }, { name: v2 }], trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }", created: "2020-01-02T00:00:00Z"),
            Yaml.SubsetRule("b", "shop.com", V1));

        generated.Clusters.Keys.Where(c => c.StartsWith("outbound|80|v", StringComparison.Ordinal)).Should().Equal("outbound|80|v1|shop.com", "outbound|80|v2|shop.com");
        generated.Endpoints("outbound|80|v1|shop.com")!.Endpoints.Single().LbEndpoints.Single().Endpoint.Address.SocketAddress.Address.Should().Be("1.1.1.1");
        generated.Clusters["outbound|80|v2|shop.com"].TransportSocket.Should().NotBeNull("the older rule says nothing of TLS");
        generated.Clusters["outbound|80|v1|shop.com"].Metadata.FilterMetadata["istio"].Fields["config"].StringValue.Should().EndWith("/namespaces/default/destination-rule/b");
    }

    [Theory]
    [InlineData("default", "other", "own")]
    [InlineData("other", "elsewhere", "own")]
    [InlineData("elsewhere", "elsewhere", "")]
    [InlineData("istio-system", "elsewhere", "own")]
    public void A_proxy_follows_the_rule_of_its_namespace_or_the_services_or_the_meshs(string own, string second, string followed) =>
        string.Join(
            ' ',
            Subsets(
                Shop.Replace("namespace: default", "namespace: other", StringComparison.Ordinal),
                Yaml.SubsetRule("a", "shop.com", "subsets: [{ name: second }]", ns: second),
                Yaml.SubsetRule("b", "shop.com", "subsets: [{ name: own }]", ns: own))).Should().Be(followed);

    [Theory]
    [InlineData("route: [{ destination: { host: shop.com, subset: v1 } }]", "outbound|80|v1|shop.com")]
    [InlineData("route: [{ destination: { host: shop.com, subset: v9, port: { number: 81 } } }]", "outbound|81|v9|shop.com")]
    [InlineData("route: [{ destination: { host: shop.com, subset: v1 }, weight: 100 }, { destination: { host: shop.com }, weight: 0 }]", "outbound|80|v1|shop.com")]
    public void A_route_leads_to_a_subset_whether_it_is_declared_or_not(string route, string cluster) =>
        new Generated(Shop, Yaml.VirtualService("v", $"hosts: [shop.com], http: [{{ {route} }}]"))
            .Routes("80")!.VirtualHosts[0].Routes.Single().Route_.Cluster.Should().Be(cluster);

    [Fact]
    public void Nothing_behind_a_route_that_takes_everything_is_served() =>
        new Generated(Shop, Yaml.VirtualService("v", "hosts: [shop.com], http: [{ redirect: { uri: /a }, match: [{ uri: { exact: /b } }, { uri: { prefix: / } }] }, { route: [{ destination: { host: c } }] }]"))
            .Routes("80")!.VirtualHosts[0].Routes.Select(r => (r.Match.Prefix, r.Redirect.PathRedirect)).Should().Equal(("/", "/a"));

    [Theory]
    [InlineData(null)]
    [InlineData(ReferenceDefects.RoutesInOrder)]
    public void On_a_gateway_what_takes_everything_comes_last_whoever_has_it(string? defect) =>
        Generated.Router(
            defect,
            Yaml.Gateway("edge", "istio: edge", 8080),
            Yaml.VirtualService("a", "hosts: [shop.com], gateways: [edge], http: [{ route: [{ destination: { host: one } }] }]"),
            Yaml.VirtualService("b", "hosts: [shop.com], gateways: [edge], http: [{ match: [{ uri: { prefix: /b } }], redirect: { authority: b.com } }]"))
            .Routes("http.8080")!.VirtualHosts.Single().Routes.Select(r => r.Match.Prefix).Should().Equal("/b", "/");

    private static IEnumerable<string> Subsets(params string[] documents) =>
        new Generated(documents).Clusters.Keys.Where(c => c.EndsWith("|shop.com", StringComparison.Ordinal)).Select(c => c.Split('|')[2]).Where(s => s.Length > 0);
}
