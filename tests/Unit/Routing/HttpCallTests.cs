using IstioRegressions.Routing;

namespace IstioRegressions.Unit.Routing;

/// <summary>HTTP from a sidecar, on what pilots sent for http.yaml and http-percent.yaml.</summary>
public sealed class HttpCallTests
{
    private const string V1 = "outbound|80|v1|shop.example [10.1.0.1:8000]";
    private const string V2 = "outbound|80|v2|shop.example [10.1.0.2:8000]";
    private const string Split = $"Routed: 90 {V1}, 10 {V2}";

    public static readonly TheoryData<string> States = new("http-1.4.6", "http-1.6.14", "http-1.8.0");

    [Theory, MemberData(nameof(States))]
    public void The_first_route_that_matches_wins_over_a_later_one_with_a_longer_path(string state) =>
        Answers.Of(state, Shop("/auth").WithHeader("X-User", "alice")).Should().Be($"Routed: {V2}", Docs.RouteOrder);

    [Theory, MemberData(nameof(States))]
    public void A_header_regex_has_to_match_the_whole_value(string state) =>
        Answers.Of(state, Shop("/").WithHeader("x-user", "alice2")).Should().Be(Split, Docs.Route);

    [Theory, MemberData(nameof(States))]
    public void A_delay_is_met_below_its_prefix_only(string state)
    {
        Answers.Of(state, Shop("/auth/login")).Should().Be($"Routed, delay 7 s for 100 %: {V1}", Docs.Fault);
        Answers.Of(state, Shop("/Auth/login")).Should().Be(Split, Docs.Route);
    }

    [Theory, MemberData(nameof(States))]
    public void An_abort_of_all_requests_answers_them(string state) =>
        Answers.Of(state, Shop("/broken")).Should().Be($"Aborted 503, abort 503 for 100 %: {V1}", Docs.Fault);

    [Theory, MemberData(nameof(States))]
    public void A_path_is_compared_without_its_query(string state) =>
        Answers.Of(state, Shop("/broken?really=1")).Should().StartWith("Aborted 503", Docs.Route);

    [Theory]
    [InlineData("http-1.4.6", "/items/42", $"Routed: {V2}")]
    [InlineData("http-1.6.14", "/items/42?page=2", $"Routed: {V2}")]
    [InlineData("http-1.8.0", "/items/42", $"Routed: {V2}")]
    [InlineData("http-1.4.6", "/items/42/parts", Split)]
    [InlineData("http-1.8.0", "/my/items/42", Split)]
    public void A_path_regex_has_to_match_the_whole_path(string state, string path, string expected) =>
        Answers.Of(state, Shop(path)).Should().Be(expected, Docs.Route);

    [Theory, MemberData(nameof(States))]
    public void A_redirect_replaces_host_and_path(string state) =>
        Answers.Of(state, Shop("/old/thing")).Should().Be("Redirected 301: http://moved.example/new", Docs.Redirect);

    [Fact]
    public void A_redirect_keeps_the_query() =>
        Answers.Of("http-1.8.0", Shop("/old?a=b")).Should().Be("Redirected 301: http://moved.example/new?a=b", Docs.Redirect);

    [Theory]
    [InlineData("http-1.4.6", "POST", "gold-plus", $"Routed: {V2}")]
    [InlineData("http-1.8.0", "POST", "gold", $"Routed: {V2}")]
    [InlineData("http-1.6.14", "GET", "gold", Split)]
    [InlineData("http-1.8.0", "POST", "silver", Split)]
    public void All_headers_of_a_match_have_to_be_there(string state, string method, string tier, string expected) =>
        Answers.Of(state, (Shop("/") with { Method = method }).WithHeader("x-tier", tier)).Should().Be(expected, Docs.Route);

    [Theory, MemberData(nameof(States))]
    public void A_subset_without_endpoints_has_no_healthy_upstream(string state) =>
        Answers.Of(state, Shop("/unbuilt")).Should().Be("NoHealthyUpstream 503: outbound|80|v3|shop.example", Docs.Discovery);

    [Theory, MemberData(nameof(States))]
    public void A_subset_that_no_destination_rule_declares_is_an_unknown_cluster(string state) =>
        Answers.Of(state, Shop("/undeclared")).Should().Be("UnknownCluster 503: outbound|80|v4|shop.example", Docs.Route);

    [Theory, MemberData(nameof(States))]
    public void A_host_that_nobody_declares_is_an_unknown_cluster(string state) =>
        Answers.Of(state, Shop("/ghost")).Should().Be("UnknownCluster 503: outbound|80||ghost.example", Docs.Route);

    [Theory]
    [InlineData("http-1.4.6", "SHOP.example")]
    [InlineData("http-1.6.14", "shop.example:80")]
    [InlineData("http-1.8.0", "Shop.Example:80")]
    [InlineData("http-1.8.0", "240.0.1.1")]
    public void A_virtual_host_is_found_by_any_of_its_domains_in_any_case(string state, string host) =>
        Answers.On(state, Shop("/") with { Host = host }).VirtualHost.Should().Be("shop.example:80", Docs.Route);

    [Theory]
    [InlineData("http-1.4.6", "a.wild.example", "Routed: outbound|80||*.wild.example [198.51.100.7:80]")]
    [InlineData("http-1.8.0", "a.b.wild.example", "Routed: outbound|80||*.wild.example [198.51.100.7:80]")]
    [InlineData("http-1.6.14", "wild.example", "Passthrough: PassthroughCluster [198.51.100.7:80]")]
    [InlineData("http-1.8.0", ".wild.example", "Passthrough: PassthroughCluster [198.51.100.7:80]")]
    public void A_wild_card_stands_for_at_least_one_character(string state, string host, string expected) =>
        Answers.Of(state, Call.Outbound("198.51.100.7:80") with { Host = host }).Should().Be(expected, Docs.Route);

    [Theory, MemberData(nameof(States))]
    public void A_virtual_host_without_a_route_for_the_path_answers_404(string state)
    {
        var strict = Call.Outbound("240.0.1.2:80") with { Host = "strict.example" };

        Answers.Of(state, strict with { Path = "/only" }).Should().Be("Routed: outbound|80||strict.example [10.1.0.3:8000]", Docs.RouteOrder);
        Answers.Of(state, strict with { Path = "/other" }).Should().Be("NoRoute 404", Docs.RouteOrder);
    }

    [Theory]
    [InlineData("http-1.4.6", "198.51.100.7:80")]
    [InlineData("http-1.8.0", "198.51.100.7:80")]
    [InlineData("http-1.6.14", "198.51.100.7:9999")]
    public void What_the_mesh_does_not_know_goes_on_to_where_it_wanted(string state, string destination) =>
        Answers.Of(state, Call.Outbound(destination) with { Host = "nobody.example" }).Should().Be($"Passthrough: PassthroughCluster [{destination}]", Docs.Egress);

    [Theory, MemberData(nameof(States))]
    public void Each_port_has_routes_of_its_own(string state) =>
        Answers.Of(state, Call.Outbound("240.0.1.1:8080") with { Host = "shop.example:8080", Path = "/items/1" })
            .Should().Be("Routed: outbound|8080|v2|shop.example [10.1.0.2:8001]", Docs.VirtualService);

    [Theory]
    [InlineData("http-1.4.6", "ConnectionClosed 400")]
    [InlineData("http-1.6.14", "Passthrough: PassthroughCluster [240.0.1.1:80]")]
    [InlineData("http-1.8.0", "Passthrough: PassthroughCluster [240.0.1.1:80]")]
    public void What_is_no_HTTP_is_lost_on_an_HTTP_port_that_does_not_look(string state, string expected) =>
        Answers.Of(state, Call.Outbound("240.0.1.1:80") with { Protocol = CallProtocol.Tcp }).Should().Be(expected, Docs.Sniffing);

    [Fact]
    public void A_workload_that_calls_its_own_address_is_stopped() =>
        Answers.Of("http-1.4.6", Call.Outbound("10.1.0.9:80") with { Host = "shop.example" }).Should().Be("NoHealthyUpstream: BlackHoleCluster", Docs.FilterChain);

    [Theory]
    [InlineData("http-percent-1.0.9", "/auth", "Routed, delay 7 s for 100 %: outbound|80||shop.example [10.1.0.1:8000]")]
    [InlineData("http-percent-1.0.9", "/", "Aborted 503, abort 503 for 100 %: outbound|80||shop.example [10.1.0.1:8000]")]
    [InlineData("http-percent-1.6.0", "/auth", "Routed, delay 7 s for 100 %: outbound|80||shop.example [10.1.0.1:8000]")]
    [InlineData("http-percent-1.6.0", "/", "Routed, abort 503 for 0 %: outbound|80||shop.example [10.1.0.1:8000]")]
    public void An_abort_that_lost_its_percentage_never_happens(string state, string path, string expected) =>
        Answers.Of(state, Shop(path)).Should().Be(expected, Docs.FaultFields);

    [Fact]
    public void Before_there_was_a_virtual_host_for_the_rest_an_unknown_host_answered_404() =>
        Answers.Of("http-percent-1.0.9", Shop("/") with { Host = "nobody.example" }).Should().Be("NoVirtualHost 404", Docs.RouteOrder);

    private static Call Shop(string path) => Call.Outbound("240.0.1.1:80") with { Host = "shop.example", Path = path };
}
