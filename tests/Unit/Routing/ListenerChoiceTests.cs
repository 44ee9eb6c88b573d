using IstioRegressions.Routing;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Unit.Routing.Config;

namespace IstioRegressions.Unit.Routing;

// https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/lds.proto, use_original_dst
public sealed class ListenerChoiceTests
{
    private static readonly Call Out = Call.Outbound("10.0.0.1:80") with { Protocol = CallProtocol.Tcp };
    private static readonly Listener Exact = Unbound(Listener("exact", "10.0.0.1:80", To("exact")));
    private static readonly Listener Port = Unbound(Listener("port", "0.0.0.0:80", To("port")));
    private static readonly Listener Other = Unbound(Listener("other", "10.0.0.2:80", To("other")));

    [Fact]
    public void The_exact_address_comes_before_any_address() => Chosen(Out, Virtual(), Port, Exact, Other).Should().Be("exact");

    [Fact]
    public void Any_address_comes_before_the_capturing_listener_itself() => Chosen(Out, Virtual(), Port, Other).Should().Be("port");

    [Fact]
    public void What_no_listener_is_for_stays_with_the_capturing_one() => Chosen(Out, Virtual(), Other).Should().Be("virtual");

    [Fact]
    public void Without_the_original_destination_everything_stays()
    {
        var capturing = Virtual();
        capturing.UseOriginalDst = null;

        Chosen(Out, capturing, Exact).Should().Be("virtual");
    }

    [Fact]
    public void Nothing_is_captured_where_nothing_listens() => Evaluate(Out, Exact, Port).Kind.Should().Be(OutcomeKind.NoListener);

    [Theory]
    [InlineData("10.0.0.1:80", "port")]
    [InlineData("[::1]:80", null)]
    public void A_gateway_is_called_where_it_is_bound(string destination, string? expected) =>
        Chosen(Call.Gateway(destination) with { Protocol = CallProtocol.Tcp }, Exact, Listener("port", "0.0.0.0:80", To("port"))).Should().Be(expected);

    [Fact]
    public void Inbound_calls_are_captured_apart_where_a_listener_is_for_them() =>
        Chosen(Call.Inbound("10.0.0.1:80") with { Protocol = CallProtocol.Tcp }, Virtual(), Exact, Listener("inbound", "0.0.0.0:15006", To("inbound"))).Should().Be("inbound");

    [Theory]
    [InlineData(CallProtocol.Http, "ConnectionClosed")]
    [InlineData(CallProtocol.Tls, "UnknownCluster")]
    public void Only_TLS_passes_a_chain_that_ends_TLS(CallProtocol protocol, string expected)
    {
        var chain = To("a");
        chain.TransportSocket = new TransportSocket { Name = "envoy.transport_sockets.tls" };

        Evaluate(Request() with { Protocol = protocol }, Listener(chain)).Kind.ToString().Should().Be(expected);
    }

    [Fact]
    public void A_chain_without_filters_closes_the_connection() => Evaluate(Request(), Listener(new FilterChain())).Kind.Should().Be(OutcomeKind.ConnectionClosed);

    private static string? Chosen(Call call, params Listener[] listeners) => Config.Evaluate(call, listeners).Listener;

    private static Listener Virtual()
    {
        var capturing = Listener("virtual", "0.0.0.0:15001", To("virtual"));
        capturing.UseOriginalDst = true;
        return capturing;
    }

    private static Listener Unbound(Listener listener)
    {
        listener.DeprecatedV1 = new() { BindToPort = false };
        return listener;
    }
}
