using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Routing;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Unit.Routing.Config;
using RouteMessage = IstioRegressions.Xds.Protos.Route;

namespace IstioRegressions.Unit.Routing;

/// <summary>Configuration that no Envoy takes: the call that needs it is told which and why.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Two_listeners_of_one_address() =>
        Refused(Listener("a", "0.0.0.0:80", To("a")), Listener("b", "0.0.0.0:80", To("b"))).Should().Match("*'a' and 'b'*0.0.0.0:80*duplicate*");

    [Fact]
    public void A_listener_without_filter_chains() => Refused(Listener()).Should().Match("*'any:80'*no filter chains*");

    [Fact]
    public void Two_filter_chains_with_the_same_match() => Refused(Listener(To("a"), To("b", new()))).Should().Match("*filter chains 0 and 1 match the same*");

    [Fact]
    public void Two_filter_chains_that_overlap_in_one_name() =>
        Refused(Listener(To("a", new() { ServerNames = { "a.example", "b.example" } }), To("b", new() { ServerNames = { "B.example" } }))).Should().Match("*filter chains 0 and 1*");

    [Theory]
    [InlineData("w*.example")]
    [InlineData("*w.example")]
    [InlineData("*")]
    public void A_server_name_with_part_of_a_wild_card(string name) => Refused(Listener(To("a", new() { ServerNames = { name } }))).Should().Match($"*'{name}'*wild card*");

    [Theory]
    [InlineData("240.0.2", 40)]
    [InlineData("nowhere", 8)]
    public void A_range_that_is_none(string address, uint length) =>
        Refused(Listener(To("a", new() { PrefixRanges = { new CidrRange { AddressPrefix = address, PrefixLen = length } } }))).Should().Match($"*'{address}/{length}'*no range*");

    [Fact]
    public void A_connection_manager_without_a_route_specifier() => Refused(Managed(new() { HttpFilters = { Inline(new()).HttpFilters } })).Should().Match("*no route specifier*");

    [Fact]
    public void A_connection_manager_that_does_not_end_in_the_router() => Refused(Managed(new() { Rds = new Rds { RouteConfigName = "80" } })).Should().Match("*not the router*");

    [Fact]
    public void A_filter_with_a_configuration_that_does_not_parse()
    {
        var filter = new Filter { Name = "envoy.http_connection_manager", Config = Struct.Parser.ParseJson("""{"route_config": {"virtual_hosts": 7}}""") };

        Refused(Listener(Chain(filter))).Should().Match("*'envoy.http_connection_manager' cannot be read*");
    }

    [Fact]
    public void A_TCP_proxy_without_a_cluster() => Refused(Listener(Chain(Tcp(new TcpProxy { StatPrefix = "p" })))).Should().Match("*'p' names no cluster*");

    [Theory]
    [InlineData("a.example", "A.example")]
    [InlineData("*", "*")]
    public void A_domain_in_two_virtual_hosts(string one, string other) =>
        Refused(Serving(Host("one", [one], Route(Prefix())), Host("two", [other], Route(Prefix())))).Should().Match("*'table'*'one' and 'two'*unique*");

    [Fact]
    public void A_virtual_host_without_domains() => Refused(Serving(Host("one", []))).Should().Match("*'one' has no domains*");

    [Theory]
    [InlineData("""{"route":{"cluster":"a"}}""", "has no match")]
    [InlineData("""{"match":{},"route":{"cluster":"a"}}""", "names no path")]
    [InlineData("""{"match":{"prefix":"/"}}""", "has no action")]
    [InlineData("""{"match":{"prefix":"/"},"route":{}}""", "names no cluster")]
    [InlineData("""{"match":{"prefix":"/"},"route":{"weightedClusters":{}}}""", "no weighted clusters")]
    [InlineData("""{"match":{"prefix":"/"},"route":{"weightedClusters":{"clusters":[{"name":"a","weight":90}]}}}""", "add up to 90, not to 100")]
    [InlineData("""{"match":{"prefix":"/"},"directResponse":{"status":99}}""", "status 99")]
    [InlineData("""{"match":{"regex":"["},"route":{"cluster":"a"}}""", "no regular expression")]
    [InlineData("""{"match":{"safeRegex":{"regex":"(?=a)"}},"route":{"cluster":"a"}}""", "no regular expression")]
    [InlineData("""{"match":{"prefix":"/","headers":[{"exactMatch":"a"}]},"route":{"cluster":"a"}}""", "names no header")]
    [InlineData("""{"match":{"prefix":"/"},"route":{"cluster":"a"},"perFilterConfig":{"envoy.fault":{"abort":{"http_status":7}}}}""", "status 7")]
    [InlineData("""{"match":{"prefix":"/"},"route":{"cluster":"a"},"perFilterConfig":{"envoy.fault":{"delay":{"percent":50}}}}""", "no time")]
    public void A_route_even_when_another_comes_first(string route, string why) =>
        Refused(Serving(Route(Prefix()), RouteMessage.Parser.ParseJson(route))).Should().Match($"*'table'*'all', route 1*{why}*");

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    public void A_route_to_an_unknown_cluster_in_a_validated_table(bool? validate, bool inline, bool refused)
    {
        var table = new RouteConfiguration { Name = "table", ValidateClusters = validate, VirtualHosts = { Host("all", ["*"], Route(Prefix(), "gone")) } };
        var outcome = inline ? Config.Evaluate(Request(), Managed(Inline(table))) : Config.Evaluate(Request(), Managed(Rds("table")), table);

        outcome.Kind.Should().Be(refused ? OutcomeKind.Refused : OutcomeKind.UnknownCluster, "https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/rds.proto, validate_clusters");
    }

    [Theory]
    [InlineData("""{"name":"a","type":"LOGICAL_DNS"}""", "LOGICAL_DNS takes one endpoint, not 0")]
    [InlineData("""{"name":"a","type":"ORIGINAL_DST"}""", "lb_policy")]
    [InlineData("""{"name":"a","lbPolicy":"ORIGINAL_DST_LB"}""", "type ORIGINAL_DST")]
    [InlineData("""{"name":"a","type":"EDS"}""", "eds_cluster_config")]
    [InlineData("""{"name":"a","hosts":[{"socketAddress":{"address":"some.example","portValue":80}}]}""", "'some.example' is no IP address")]
    [InlineData("""{"name":"a","type":"STRICT_DNS","hosts":[{"pipe":{"path":"/run/a"}}]}""", "names and ports only")]
    public void A_cluster(string cluster, string why) => Refused(Serving(Route(Prefix())), Cluster.Parser.ParseJson(cluster)).Should().Match($"*'a'*{why}*");

    [Fact]
    public void Endpoints_that_EDS_names_instead_of_numbering() =>
        Refused(Serving(Route(Prefix())), Eds("a"), Endpoints("a", "some.example:80")).Should().Match("*'a'*'some.example' is no IP address*");

    private static Listener Managed(HttpConnectionManager manager) => Listener(Chain(Http(manager)));

    private static string Refused(params Google.Protobuf.IMessage[] resources)
    {
        var outcome = Config.Evaluate(Request(), resources);

        outcome.Kind.Should().Be(OutcomeKind.Refused, outcome.ToString());
        return outcome.Reason;
    }
}
