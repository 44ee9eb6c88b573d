using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Routing;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Unit.Routing.Config;

namespace IstioRegressions.Unit.Routing;

/// <summary>What a route or a cluster makes of a call that has come so far.</summary>
public sealed class EndTests
{
    // https://www.envoyproxy.io/docs/envoy/v1.15.0/api-v3/config/route/v3/route_components.proto, RedirectAction
    [Theory]
    [InlineData("""{"hostRedirect":"b.example"}""", "a.example", "/x?q", 301, "http://b.example/x?q")]
    [InlineData("""{"httpsRedirect":true,"responseCode":"PERMANENT_REDIRECT"}""", "a.example:80", "/x", 308, "https://a.example/x")]
    [InlineData("""{"httpsRedirect":true}""", "a.example:8080", "/x", 301, "https://a.example:8080/x")]
    [InlineData("""{"schemeRedirect":"ftp","portRedirect":21,"responseCode":"FOUND"}""", "a.example:80", "/", 302, "ftp://a.example:21/")]
    [InlineData("""{"pathRedirect":"/y","stripQuery":true,"responseCode":"SEE_OTHER"}""", "a.example", "/x?q", 303, "http://a.example/y")]
    [InlineData("""{"pathRedirect":"/y?r"}""", "a.example", "/x?q", 301, "http://a.example/y?r")]
    [InlineData("""{"prefixRewrite":"/new","responseCode":"TEMPORARY_REDIRECT"}""", "a.example", "/old/x?q", 307, "http://a.example/new/x?q")]
    public void A_redirect_leads_to(string redirect, string host, string path, int status, string location)
    {
        var match = path.StartsWith("/old", StringComparison.Ordinal) ? Prefix("/old") : Prefix();
        var outcome = Config.Evaluate(Request(path, host), Serving(new Route { Match = match, Redirect = RedirectAction.Parser.ParseJson(redirect) }));

        outcome.Should().BeEquivalentTo(new { Kind = OutcomeKind.Redirected, Status = status, Location = location });
    }

    // https://www.envoyproxy.io/docs/envoy/v1.14.4/api-v2/config/filter/http/fault/v2/fault.proto
    [Theory]
    [InlineData("""{"abort":{"httpStatus":500,"percentage":{"numerator":100}}}""", "Aborted 500, abort 500 for 100 %")]
    [InlineData("""{"abort":{"httpStatus":500,"percentage":{"numerator":5,"denominator":"TEN_THOUSAND"},"percent":100}}""", "Routed, abort 500 for 0.05 %")]
    [InlineData("""{"delay":{"fixedDelay":"0.500s","percentage":{"numerator":250000,"denominator":"MILLION"}}}""", "Routed, delay 0.5 s for 25 %")]
    [InlineData("""{"delay":{"fixedDelay":"1s","percent":10},"abort":{"httpStatus":500,"percent":20}}""", "Routed, abort 500 for 20 %, delay 1 s for 10 %")]
    [InlineData("""{"abort":{"httpStatus":500,"percent":100},"upstreamCluster":"b"}""", "Routed")]
    [InlineData("""{"abort":{"httpStatus":500,"percent":100},"headers":[{"name":"x-test"}]}""", "Routed")]
    [InlineData("{}", "Routed")]
    public void A_fault_is_met(string fault, string expected)
    {
        var route = Route(Prefix());
        route.TypedPerFilterConfig.Add("envoy.filters.http.fault", Any(HttpFault.Parser.ParseJson(fault)));

        Answers.Of(Config.Evaluate(Request(), Serving(route), Static("a", "1.1.1.1:80"))).Should().Be($"{expected}: a [1.1.1.1:80]");
    }

    [Fact]
    public void Without_the_fault_filter_no_fault_is_met()
    {
        var route = Route(Prefix());
        route.PerFilterConfig.Add("envoy.fault", Struct.Parser.ParseJson("""{"abort":{"http_status":500,"percent":100}}"""));
        var table = new RouteConfiguration { Name = "80", VirtualHosts = { Host("all", ["*"], route) } };

        Answers.Of(Config.Evaluate(Request(), Listener(Chain(Http(Rds("80")))), table, Static("a", "1.1.1.1:80"))).Should().Be("Routed: a [1.1.1.1:80]");
    }

    [Fact]
    public void A_direct_response_is_the_answer() =>
        Answers.Of(Config.Evaluate(Request(), Serving(new Route { Match = Prefix(), DirectResponse = new() { Status = 418 } }))).Should().Be("DirectResponse 418");

    [Theory]
    [InlineData("NOT_FOUND", 404)]
    [InlineData("SERVICE_UNAVAILABLE", 503)]
    public void A_route_says_what_an_unknown_cluster_answers(string code, int status)
    {
        var route = new Route { Match = Prefix(), Route_ = RouteAction.Parser.ParseJson($$"""{"clusterHeader":"x-to","clusterNotFoundResponseCode":"{{code}}"}""") };

        Answers.Of(Config.Evaluate(Request().WithHeader("x-to", "gone"), Serving(route))).Should().Be($"UnknownCluster {status}: gone");
    }

    [Fact]
    public void Some_calls_of_a_split_arrive_when_one_cluster_is_gone()
    {
        var split = RouteAction.Parser.ParseJson("""{"weightedClusters":{"clusters":[{"name":"gone","weight":60},{"name":"a","weight":40},{"name":"b"}]}}""");
        var outcome = Config.Evaluate(Request(), Serving(new Route { Match = Prefix(), Route_ = split }), Static("a", "1.1.1.1:80"));

        Answers.Of(outcome).Should().Be("Routed: 60 gone, 40 a [1.1.1.1:80], 0 b");
        outcome.Reason.Should().Contain("1 of 3 clusters end otherwise");
    }

    [Fact]
    public void A_listener_waits_for_its_route_table() => Config.Evaluate(Request(), Listener(Chain(Http(Rds("80"))))).Kind.Should().Be(OutcomeKind.NoRouteTable);

    [Fact]
    public void Filters_that_are_not_known_are_said_so() =>
        Config.Evaluate(Request(), Listener(Chain(new Filter { Name = "envoy.redis_proxy" }))).Should().BeEquivalentTo(new { Kind = OutcomeKind.Undecided, Reason = "the filter chain ends in 'envoy.redis_proxy', which is not known here" });

    private static Any Any(IMessage fault) => Pack("type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault", fault);
}
