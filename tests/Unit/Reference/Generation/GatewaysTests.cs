namespace IstioRegressions.Unit.Reference.Generation;

public sealed class GatewaysTests
{
    [Fact]
    public void A_gateway_without_Gateways_has_no_listeners() => Router(Yaml.StaticEntry("a", "a.com", "2.2.2.2")).Listeners.Should().BeEmpty();

    [Theory]
    [InlineData("istio: edge", true)]
    [InlineData("", true)]
    [InlineData("istio: other", false)]
    [InlineData("istio: edge, app: other", false)]
    public void A_Gateway_opens_the_ports_of_the_gateways_that_have_all_its_labels(string selector, bool selects) =>
        Router(Yaml.Gateway("g", selector, 8080, 8081)).Listeners.Keys
            .Should().Equal(selects ? ["0.0.0.0_8080", "0.0.0.0_8081"] : []);

    [Fact]
    public void Gateways_that_share_a_port_share_its_listener() =>
        Router(Yaml.Gateway("g", "istio: edge", 8080), Yaml.Gateway("h", "istio: edge", 8080)).Listeners.Keys.Should().Equal("0.0.0.0_8080");

    [Fact]
    public void A_listener_has_a_route_table_in_which_every_call_is_a_404()
    {
        var router = Router(Yaml.Gateway("g", "istio: edge", 8080));

        router.Listeners["0.0.0.0_8080"].FilterChains.Select(Generated.Short).Should().Equal("-> routes http.8080");
        var host = router.Routes("http.8080")!.VirtualHosts.Single();
        host.Domains.Should().Equal("*");
        host.Routes.Single().DirectResponse.Status.Should().Be(404);
    }

    [Theory]
    [InlineData("http.8081")]
    [InlineData("8080")]
    public void A_port_that_no_Gateway_opens_has_no_table(string name) => Router(Yaml.Gateway("g", "istio: edge", 8080)).Routes(name).Should().BeNull();

    [Fact]
    public void A_sidecar_has_no_listener_of_a_Gateway() =>
        new Generated(Yaml.Gateway("g", "", 8080)).Listeners.Should().NotContainKey("0.0.0.0_8080");

    private static Generated Router(params string[] documents) => new("router", false, documents);
}
