using IstioRegressions.Routing;

namespace IstioRegressions.Unit.Routing;

/// <summary>The first pilots' ways: Struct configuration, routes inside the listener, routes of the v1 API (early.yaml).</summary>
public sealed class EarlyPilotCallTests
{
    private const string V1 = "outbound|80|v1|shop.example [10.1.0.1:8000]";
    private const string V2 = "outbound|80|v2|shop.example [10.1.0.2:8000]";

    [Theory]
    [InlineData("/auth", "bob", $"Routed: {V2}")]
    [InlineData("/auth", "bobby", $"Routed, delay 7 s for 100 %: {V1}")]
    [InlineData("/broken", null, $"Aborted 503, abort 503 for 100 %: {V1}")]
    [InlineData("/v/1", null, $"Routed: 75 {V1}, 25 {V2}")]
    [InlineData("/unbuilt", null, "NoHealthyUpstream 503: outbound|80|v3|shop.example")]
    [InlineData("/undeclared", null, "UnknownCluster 503: outbound|80|v4|shop.example")]
    [InlineData("/", null, "NoRoute 404")]
    public void Both_versions_answer_alike(string path, string? user, string expected)
    {
        var call = Call.Outbound("198.51.100.7:80") with { Host = "shop.example", Path = path };
        call = user is null ? call : call.WithHeader("x-user", user);

        Answers.Of("early-0.8.0", call).Should().Be(expected, Docs.Route);
        Answers.Of("early-1.0.9", call).Should().Be(expected, Docs.Route);
    }

    [Theory]
    [InlineData("early-0.8.0")]
    [InlineData("early-1.0.9")]
    public void An_unknown_host_has_no_virtual_host(string state) =>
        Answers.Of(state, Call.Outbound("198.51.100.7:80") with { Host = "nobody.example" }).Should().Be("NoVirtualHost 404", Docs.RouteOrder);

    [Theory]
    [InlineData("early-0.8.0")]
    [InlineData("early-1.0.9")]
    public void A_TCP_port_without_addresses_takes_every_address(string state) =>
        Answers.Of(state, Tcp("203.0.113.9:5672")).Should().Be("Routed: outbound|5672||queue.example [queue.example:5672]", Docs.TcpProxyV1);

    [Theory]
    [InlineData("early-0.8.0", "240.0.2.9:11211", "NoHealthyUpstream: BlackHoleCluster")] // its listener's address is 240.0.2.0/24, which is none
    [InlineData("early-1.0.9", "240.0.2.9:11211", "Routed: outbound|11211||cache.example [10.2.0.1:11311]")]
    [InlineData("early-1.0.9", "203.0.113.9:11211", "NoFilterChain")]
    public void A_range_of_addresses(string state, string destination, string expected) =>
        Answers.Of(state, Tcp(destination)).Should().Be(expected, Docs.FilterChain);

    [Theory]
    [InlineData("early-0.8.0")]
    [InlineData("early-1.0.9")]
    public void What_the_mesh_does_not_know_ends_in_the_black_hole(string state) =>
        Answers.Of(state, Tcp("203.0.113.9:12345")).Should().Be("NoHealthyUpstream: BlackHoleCluster", Docs.OriginalDestination);

    [Theory]
    [InlineData("early-0.8.0")]
    [InlineData("early-1.0.9")]
    public void A_call_to_the_workload_comes_through_the_one_capturing_listener(string state) =>
        Answers.Of(state, Call.Inbound("10.4.0.9:9001") with { Protocol = CallProtocol.Tcp }).Should().Be("Routed: inbound|9000||here.example [127.0.0.1:9001]", Docs.Listener);

    private static Call Tcp(string destination) => Call.Outbound(destination) with { Protocol = CallProtocol.Tcp };
}
