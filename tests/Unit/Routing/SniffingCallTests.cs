using IstioRegressions.Routing;

namespace IstioRegressions.Unit.Routing;

/// <summary>Ports that say nothing of their protocol, or the wrong thing, and calls to a workload: sniffing.yaml.</summary>
public sealed class SniffingCallTests
{
    private const string There = "Routed: outbound|7100||there.example [10.4.0.2:7100]";

    public static readonly TheoryData<string> States = new("sniffing-1.4.6", "sniffing-1.8.0");

    [Theory]
    [InlineData("sniffing-1.4.6", CallProtocol.Http, "there.example:7100")]
    [InlineData("sniffing-1.8.0", CallProtocol.Http, "there.example:7100")]
    [InlineData("sniffing-1.4.6", CallProtocol.Http2, "there.example:7100")]
    [InlineData("sniffing-1.8.0", CallProtocol.Http2, "there.example:7100")]
    [InlineData("sniffing-1.4.6", CallProtocol.Tcp, null)]
    [InlineData("sniffing-1.8.0", CallProtocol.Tcp, null)]
    public void An_unnamed_port_routes_HTTP_as_HTTP_and_the_rest_as_TCP(string state, CallProtocol protocol, string? table)
    {
        var outcome = Answers.On(state, Unnamed with { Protocol = protocol });

        Answers.Of(outcome).Should().Be(There, Docs.Sniffing);
        outcome.RouteTable.Should().Be(table, Docs.HttpInspector);
    }

    [Theory, MemberData(nameof(States))]
    public void A_sniffed_request_for_another_host_has_no_virtual_host(string state) =>
        Answers.Of(state, Unnamed with { Host = "nobody.example" }).Should().Be("NoVirtualHost 404", Docs.RouteOrder);

    [Theory]
    [InlineData("sniffing-1.4.6", There)]
    [InlineData("sniffing-1.8.0", "ConnectionClosed")]
    public void A_server_that_speaks_first_is_waited_for_as_long_as_the_timeout(string state, string expected) =>
        Answers.Of(state, Unnamed with { Protocol = CallProtocol.Tcp, ServerSpeaksFirst = true }).Should().Be(expected, Docs.Listener);

    [Theory]
    [InlineData("sniffing-1.4.6", "http/1.1", "ConnectionClosed 400")]
    [InlineData("sniffing-1.8.0", "http/1.1", There)]
    [InlineData("sniffing-1.4.6", "other", There)]
    public void TLS_that_offers_HTTP_is_taken_for_plain_HTTP_unless_the_chain_asks_for_plain_text(string state, string alpn, string expected) =>
        Answers.Of(state, Unnamed with { Protocol = CallProtocol.Tls, Alpn = [alpn] }).Should().Be(expected, Docs.FilterChain);

    [Theory]
    [InlineData("sniffing-1.4.6", CallProtocol.Http, "Routed: outbound|6379||wrong.example [10.4.0.3:6379]")]
    [InlineData("sniffing-1.8.0", CallProtocol.Http, "Routed: outbound|6379||wrong.example [10.4.0.3:6379]")]
    [InlineData("sniffing-1.4.6", CallProtocol.Tcp, "ConnectionClosed 400")]
    [InlineData("sniffing-1.8.0", CallProtocol.Tcp, "Passthrough: PassthroughCluster [240.0.4.3:6379]")]
    public void A_TCP_port_that_is_named_http(string state, CallProtocol protocol, string expected) =>
        Answers.Of(state, Call.Outbound("240.0.4.3:6379") with { Protocol = protocol, Host = "wrong.example:6379" }).Should().Be(expected, Docs.Sniffing);

    [Theory]
    [InlineData("sniffing-1.4.6", 8080, CallProtocol.Http, "Routed: inbound|80|http|here.example [127.0.0.1:8080]")]
    [InlineData("sniffing-1.8.0", 8080, CallProtocol.Http, "Routed: inbound|80|| [127.0.0.1:8080]")]
    [InlineData("sniffing-1.4.6", 9000, CallProtocol.Tcp, "Routed: inbound|9000|tcp|here.example [127.0.0.1:9000]")]
    [InlineData("sniffing-1.8.0", 9000, CallProtocol.Tcp, "Routed: inbound|9000|| [127.0.0.1:9000]")]
    [InlineData("sniffing-1.4.6", 5555, CallProtocol.Tcp, "Passthrough: InboundPassthroughClusterIpv4 [10.4.0.9:5555]")]
    [InlineData("sniffing-1.8.0", 5555, CallProtocol.Http, "Passthrough: InboundPassthroughClusterIpv4 [10.4.0.9:5555]")]
    [InlineData("sniffing-1.8.0", 15006, CallProtocol.Tcp, "NoHealthyUpstream: BlackHoleCluster")]
    public void The_port_of_the_workload_chooses_the_inbound_chain(string state, int port, CallProtocol protocol, string expected) =>
        Answers.Of(state, Call.Inbound($"10.4.0.9:{port}") with { Protocol = protocol, Host = "here.example" }).Should().Be(expected, Docs.FilterChain);

    [Theory]
    [InlineData("sniffing-1.4.6", CallProtocol.Http, null)]
    [InlineData("sniffing-1.8.0", CallProtocol.Http, "inbound|7000||")]
    [InlineData("sniffing-1.8.0", CallProtocol.Tcp, null)]
    public void Inbound_sniffing_came_after_1_4(string state, CallProtocol protocol, string? table) =>
        Answers.On(state, Call.Inbound("10.4.0.9:7000") with { Protocol = protocol, Host = "here.example" }).RouteTable.Should().Be(table, Docs.Sniffing);

    [Theory]
    [InlineData(8080, "istio", "Routed: inbound|80|| [127.0.0.1:8080]")]
    [InlineData(8080, "h2", "NoFilterChain")]
    [InlineData(9000, null, "NoFilterChain")]
    [InlineData(7000, null, "Routed: inbound|7000|| [127.0.0.1:7000]")]
    [InlineData(5555, null, "NoFilterChain")]
    public void TLS_to_the_workload_is_ended_when_a_proxy_sends_it(int port, string? alpn, string expected) =>
        Answers.Of("sniffing-1.8.0", Call.Inbound($"10.4.0.9:{port}") with { Protocol = CallProtocol.Tls, Alpn = alpn is null ? [] : [alpn], Host = "here.example" })
            .Should().Be(expected, Docs.PeerAuthentication);

    [Fact]
    public void TLS_to_a_plain_HTTP_port_that_does_not_look_is_closed() =>
        Answers.Of("sniffing-1.4.6", Call.Inbound("10.4.0.9:8080") with { Protocol = CallProtocol.Tls, Alpn = ["istio"] }).Should().Be("ConnectionClosed 400", Docs.TlsInspector);

    [Fact]
    public void A_call_to_the_capturing_port_itself_is_stopped() =>
        Answers.Of("sniffing-1.8.0", Call.Outbound("10.4.0.9:15001") with { Protocol = CallProtocol.Tcp }).Should().Be("NoHealthyUpstream: BlackHoleCluster", Docs.Ports);

    private static Call Unnamed => Call.Outbound("240.0.4.2:7100") with { Host = "there.example:7100" };
}
