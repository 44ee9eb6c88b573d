using IstioRegressions.Routing;

namespace IstioRegressions.Unit.Routing;

/// <summary>TCP and TLS from a sidecar, on what pilots sent for tcp.yaml.</summary>
public sealed class TcpCallTests
{
    public static readonly TheoryData<string> States = new("tcp-1.4.6", "tcp-1.8.0");

    [Theory]
    [InlineData("tcp-1.4.6", "outbound|9000||fake-service.default")]
    [InlineData("tcp-1.8.0", "outbound|9000||fake-service.default.svc.cluster.local")]
    public void A_route_to_a_service_that_does_not_exist_closes_the_connection(string state, string cluster) =>
        Answers.Of(state, Tcp("240.0.2.1:11211")).Should().Be($"UnknownCluster: {cluster}", Docs.TcpProxy);

    [Theory, MemberData(nameof(States))]
    public void Weighted_destinations_keep_their_weights(string state) =>
        Answers.Of(state, Tcp("240.0.2.1:11212")).Should().Be(
            "Routed: 70 outbound|11212|v1|cache.example [10.2.0.1:11212], 30 outbound|11212|v2|cache.example [10.2.0.2:11212]", Docs.TcpProxy);

    [Theory, MemberData(nameof(States))]
    public void A_listener_of_exactly_that_address_takes_the_connection(string state) =>
        Answers.Of(state, Tcp("240.0.2.1:11213")).Should().Be("Routed: outbound|11213||cache.example [10.2.0.1:11313, 10.2.0.2:11313]", Docs.Listener);

    [Theory, MemberData(nameof(States))]
    public void A_listener_of_another_address_does_not(string state) =>
        Answers.Of(state, Tcp("240.0.2.2:11213")).Should().Be("Passthrough: PassthroughCluster [240.0.2.2:11213]", Docs.Listener);

    [Theory]
    [InlineData("tcp-1.4.6", "203.0.113.5:3306", "outbound|3306||db.fake.example [db.fake.example:3306]")]
    [InlineData("tcp-1.8.0", "203.0.113.5:3306", "outbound|3306||db.fake.example [db.fake.example:3306]")]
    [InlineData("tcp-1.4.6", "203.0.113.6:587", "outbound|587||mail.example [mail.example:587]")]
    [InlineData("tcp-1.8.0", "203.0.113.6:587", "outbound|587||mail.example [mail.example:587]")]
    public void A_service_entry_without_addresses_takes_all_calls_to_its_port(string state, string destination, string target) =>
        Answers.Of(state, Tcp(destination) with { ServerSpeaksFirst = true }).Should().Be($"Routed: {target}", Docs.ServiceEntry);

    [Theory]
    [InlineData("tcp-1.4.6", "storage.example", "Routed: outbound|443||storage.example [198.51.100.7:443]")]
    [InlineData("tcp-1.8.0", "Storage.Example", "Routed: outbound|443||storage.example [198.51.100.7:443]")]
    [InlineData("tcp-1.4.6", "other.example", "Passthrough: PassthroughCluster [198.51.100.7:443]")]
    [InlineData("tcp-1.8.0", "other.example", "Passthrough: PassthroughCluster [198.51.100.7:443]")]
    [InlineData("tcp-1.8.0", null, "Passthrough: PassthroughCluster [198.51.100.7:443]")]
    public void The_server_name_of_TLS_chooses_the_filter_chain(string state, string? sni, string expected) =>
        Answers.Of(state, Tls("198.51.100.7:443", sni)).Should().Be(expected, Docs.FilterChain);

    [Theory]
    [InlineData("tcp-1.4.6", "vault.example", "Routed: outbound|8443||vault.example [vault.example:8443]")]
    [InlineData("tcp-1.8.0", "vault.example", "Routed: outbound|8443||vault.example [vault.example:8443]")]
    [InlineData("tcp-1.4.6", "a.safe.example", "Routed: outbound|8443||*.safe.example [198.51.100.7:8443]")]
    [InlineData("tcp-1.8.0", "a.b.safe.example", "Routed: outbound|8443||*.safe.example [198.51.100.7:8443]")]
    [InlineData("tcp-1.8.0", "safe.example", "Passthrough: PassthroughCluster [198.51.100.7:8443]")]
    public void A_wild_card_server_name_matches_below_its_domain(string state, string sni, string expected) =>
        Answers.Of(state, Tls("198.51.100.7:8443", sni)).Should().Be(expected, Docs.FilterChain);

    [Theory, MemberData(nameof(States))]
    public void Without_a_resolution_the_original_destination_is_the_endpoint(string state) =>
        Answers.Of(state, Call.Outbound("198.51.100.7:80") with { Host = "storage.example" }).Should().Be("Routed: outbound|80||storage.example [198.51.100.7:80]", Docs.ServiceEntry);

    [Theory]
    [InlineData("tcp-1.4.6", 443, "Passthrough: PassthroughCluster [198.51.100.7:443]")]
    [InlineData("tcp-1.8.0", 443, "ConnectionClosed")]
    [InlineData("tcp-1.8.0", 80, "ConnectionClosed")]
    public void A_listener_that_inspects_and_does_not_go_on_is_no_place_for_a_server_that_speaks_first(string state, int port, string expected) =>
        Answers.Of(state, Tcp($"198.51.100.7:{port}") with { ServerSpeaksFirst = true }).Should().Be(expected, Docs.Listener);

    private static Call Tcp(string destination) => Call.Outbound(destination) with { Protocol = CallProtocol.Tcp };

    private static Call Tls(string destination, string? sni) => Call.Outbound(destination) with { Protocol = CallProtocol.Tls, Sni = sni };
}
