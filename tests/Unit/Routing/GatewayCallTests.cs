using IstioRegressions.Routing;

namespace IstioRegressions.Unit.Routing;

/// <summary>Calls to a gateway, on what pilots sent for gateway.yaml.</summary>
public sealed class GatewayCallTests
{
    private const string Http = "Routed: outbound|80||shop.example [10.3.0.1:8000]";

    [Theory]
    [InlineData("gateway-1.0.9", "shop.example", "/api/items", Http)]
    [InlineData("gateway-1.7.0", "shop.example", "/api/items", Http)]
    [InlineData("gateway-1.7.0", "deep.shop.example", "/api", Http)]
    [InlineData("gateway-1.0.9", "shop.example", "/", "Redirected 301: http://shop.example/api")]
    [InlineData("gateway-1.7.0", "shop.example", "/", "Redirected 301: http://shop.example/api")]
    [InlineData("gateway-1.0.9", "shop.example", "/nothing", "NoRoute 404")]
    [InlineData("gateway-1.7.0", "deep.shop.example", "/nothing", "NoRoute 404")]
    [InlineData("gateway-1.0.9", "other.example", "/api", "NoVirtualHost 404")]
    [InlineData("gateway-1.7.0", "other.example", "/api", "NoVirtualHost 404")]
    public void Host_and_path_choose_the_route(string state, string host, string path, string expected) =>
        Answers.Of(state, To(80) with { Host = host, Path = path }).Should().Be(expected, Docs.RouteOrder);

    [Theory]
    [InlineData("gateway-1.0.9", "NoVirtualHost 404")]
    [InlineData("gateway-1.7.0", Http)]
    public void A_host_with_a_port_of_its_own_wants_a_domain_for_it(string state, string expected) =>
        Answers.Of(state, To(80) with { Host = "shop.example:31380", Path = "/api" }).Should().Be(expected, Docs.Route);

    [Theory]
    [InlineData("gateway-1.0.9", "/api?q=1", "Redirected 301: https://shop.example/api?q=1")]
    [InlineData("gateway-1.7.0", "/", "Redirected 301: https://shop.example/")]
    public void A_host_that_requires_TLS_sends_plain_HTTP_there(string state, string path, string expected) =>
        Answers.Of(state, To(81) with { Host = "shop.example", Path = path }).Should().Be(expected, Docs.Route);

    [Fact]
    public void A_host_that_requires_TLS_takes_what_came_over_TLS_before_the_gateway() =>
        Answers.Of("gateway-1.0.9", (To(81) with { Host = "shop.example", Path = "/api" }).WithHeader("x-forwarded-proto", "https")).Should().Be(Http, Docs.Route);

    [Theory]
    [InlineData("shop.example", "shop.example", Http)]
    [InlineData("shop.example", "admin.example", "NoVirtualHost 404")]
    [InlineData("admin.example", "admin.example", "DirectResponse 404")]
    [InlineData("pass.example", "pass.example", "Routed: outbound|443||shop.example [10.3.0.1:8443]")]
    [InlineData("nobody.example", "shop.example", "NoFilterChain")]
    [InlineData(null, "shop.example", "NoFilterChain")]
    public void The_server_name_chooses_the_server_and_the_host_the_route(string? sni, string host, string expected) =>
        Answers.Of("gateway-1.7.0", To(443) with { Protocol = CallProtocol.Tls, Sni = sni, Host = host, Path = "/api" }).Should().Be(expected, Docs.Gateway);

    [Fact]
    public void Plain_HTTP_has_no_server_name_and_so_no_filter_chain() =>
        Answers.Of("gateway-1.7.0", To(443) with { Host = "shop.example", Path = "/api" }).Should().Be("NoFilterChain", Docs.FilterChain);

    [Theory]
    [InlineData("shop.example")]
    [InlineData("pass.example")]
    public void One_connection_manager_without_routes_has_the_whole_listener_refused(string sni)
    {
        var outcome = Answers.On("gateway-1.0.9", To(443) with { Protocol = CallProtocol.Tls, Sni = sni, Host = sni, Path = "/api" });

        outcome.Kind.Should().Be(OutcomeKind.Refused, Docs.ConnectionManager);
        outcome.Reason.Should().Match("*'0.0.0.0_443'*2*route specifier*");
    }

    [Theory]
    [InlineData("gateway-1.0.9")]
    [InlineData("gateway-1.7.0")]
    public void TCP_goes_to_the_cluster_of_its_port(string state) =>
        Answers.Of(state, To(9000) with { Protocol = CallProtocol.Tcp }).Should().Be("Routed: outbound|9000||shop.example [10.3.0.1:9001]", Docs.TcpProxy);

    [Theory]
    [InlineData("gateway-1.0.9")]
    [InlineData("gateway-1.7.0")]
    public void A_port_without_a_server_is_not_listened_on(string state) =>
        Answers.Of(state, To(8081) with { Host = "shop.example" }).Should().Be("NoListener", Docs.Gateway);

    private static Call To(int port) => Call.Gateway($"10.9.0.1:{port}");
}
