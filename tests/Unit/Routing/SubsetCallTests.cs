using IstioRegressions.Routing;

namespace IstioRegressions.Unit.Routing;

/// <summary>Calls to subsets, and redirects, on what a pilot sent for subsets.yaml and subsets-gateway.yaml.</summary>
public sealed class SubsetCallTests
{
    private const string State = "subsets-1.6.14";

    [Theory]
    [InlineData("/beta", "Routed: outbound|80|v2|shop.example [10.6.0.3:8000]")]
    [InlineData("/only", "Routed: outbound|80|v1|shop.example [10.6.0.1:8000, 10.6.0.2:8000]")]
    [InlineData("/undeclared", "UnknownCluster 503: outbound|80|v3|shop.example")]
    [InlineData("/unbuilt", "NoHealthyUpstream 503: outbound|8080|unbuilt|shop.example")]
    public void A_call_reaches_the_endpoints_of_its_subset_alone(string path, string expected) => Answers.Of(State, Shop(path)).Should().Be(expected, Docs.VirtualService);

    [Fact]
    public void The_rest_is_split_by_weight() => Answers.On(State, Shop("/")).Targets.Select(t => $"{t.Weight} {t.Cluster} {t.Endpoints.Count}")
        .Should().Equal(["75 outbound|80|v1|shop.example 2", "20 outbound|80|v2|shop.example 1", "5 outbound|80||shop.example 4"], Docs.Route);

    [Theory]
    [InlineData("/old/thing", "Redirected 301: http://shop.example/new")]
    [InlineData("/gone/far?x=1", "Redirected 302: http://elsewhere.example/gone/far?x=1")]
    [InlineData("/kept?x=1", "Redirected 307: http://elsewhere.example/here?from=kept")]
    [InlineData("/other", "Redirected 303: http://shop.example/other/")]
    [InlineData("/for-ever", "Redirected 308: http://shop.example/for-ever/")]
    public void A_redirect_replaces_what_it_names_and_keeps_the_rest(string path, string expected) => Answers.Of(State, Shop(path)).Should().Be(expected, Docs.Redirect);

    [Theory]
    [InlineData("240.0.6.2:11211", "Routed: 40 outbound|11211|v1|cache.example [10.6.2.1:11211], 60 outbound|11211|v2|cache.example [10.6.2.2:11211]")]
    [InlineData("240.0.6.3:5672", "Routed: outbound|11211|v2|cache.example [10.6.2.2:11211]")]
    public void A_connection_is_split_by_weight_too(string destination, string expected) =>
        Answers.Of(State, Call.Outbound(destination) with { Protocol = CallProtocol.Tcp }).Should().Be(expected, Docs.TcpProxy);

    [Theory]
    [InlineData("/b", "Routed: outbound|80|v2|shop.example [10.6.0.3:80]")]
    [InlineData("/", "Redirected 301: http://shop.example/start")]
    [InlineData("/reports", "Redirected 301: http://reports.example/reports")]
    [InlineData("/admin", "UnknownCluster 503: outbound|8080||admin.example")]
    [InlineData("/all", "Routed: 90 outbound|80|v1|shop.example [10.6.0.1:80], 10 outbound|80|v2|shop.example [10.6.0.3:80]")]
    public void A_gateway_does_the_same(string path, string expected) =>
        Answers.Of("subsets-gateway-1.6.14", Call.Gateway("10.9.0.1:8080") with { Host = "shop.example", Path = path }).Should().Be(expected, Docs.VirtualService);

    private static Call Shop(string path) => Call.Outbound("240.0.6.1:80") with { Host = "shop.example", Path = path };
}
