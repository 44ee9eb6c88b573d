using IstioRegressions.Routing;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Unit.Routing.Config;

namespace IstioRegressions.Unit.Routing;

public sealed class RequestMatchTests
{
    public static readonly TheoryData<string, string, bool> Paths = new()
    {
        { """{"prefix":"/a"}""", "/ab?x", true },
        { """{"prefix":"/a"}""", "/A", false },
        { """{"prefix":"/a","caseSensitive":false}""", "/A", true },
        { """{"path":"/a"}""", "/a?b=c", true },
        { """{"path":"/a"}""", "/a/", false },
        { """{"regex":"/[ab]+"}""", "/abba?c", true },
        { """{"regex":"/a"}""", "/ab", false },
        { """{"safeRegex":{"regex":"/a|/b"}}""", "/b", true },
        { """{"safeRegex":{"regex":"/a|/b"}}""", "/bc", false },
        { """{"pathSeparatedPrefix":"/a"}""", "/a/b", true },
        { """{"pathSeparatedPrefix":"/a"}""", "/ab", false },
        { """{"connectMatcher":{}}""", "/", false },
        { """{"prefix":"/","queryParameters":[{"name":"a","value":"1"}]}""", "/?b=2&a=1", true },
        { """{"prefix":"/","queryParameters":[{"name":"a","value":"1"}]}""", "/?a=12", false },
        { """{"prefix":"/","queryParameters":[{"name":"a","value":"[0-9]+","regex":true}]}""", "/?a=12", true },
        { """{"prefix":"/","queryParameters":[{"name":"a"}]}""", "/?a", true },
        { """{"prefix":"/","queryParameters":[{"name":"a","presentMatch":true}]}""", "/?ab=1", false },
        { """{"prefix":"/","queryParameters":[{"name":"a","stringMatch":{"prefix":"x"}}]}""", "/?a=xy", true },
    };

    public static readonly TheoryData<string, string?, bool> Headers = new()
    {
        { """{"exactMatch":"a"}""", "a", true },
        { """{"exactMatch":"a"}""", "A", false },
        { """{"exactMatch":"a","invertMatch":true}""", "b", true },
        { """{"exactMatch":"a","invertMatch":true}""", null, false },
        { """{"regexMatch":"a+"}""", "aa", true },
        { """{"regexMatch":"a"}""", "aa", false },
        { """{"safeRegexMatch":{"regex":"\\d{3}"}}""", "1234", false },
        { """{"safeRegexMatch":{"regex":"\\d{3}"},"invertMatch":true}""", "1234", true },
        { """{"rangeMatch":{"start":"-10","end":"0"}}""", "-10", true },
        { """{"rangeMatch":{"start":"-10","end":"0"}}""", "0", false },
        { """{"rangeMatch":{"start":"-10","end":"0"}}""", "-1somestring", false },
        { """{"presentMatch":true}""", "", true },
        { """{"presentMatch":true}""", null, false },
        { """{"presentMatch":true,"invertMatch":true}""", null, true },
        { """{"presentMatch":true,"invertMatch":true}""", "a", false },
        { """{"presentMatch":false}""", null, true },
        { "{}", "a", true },
        { "{}", null, false },
        { """{"prefixMatch":"a"}""", "ab", true },
        { """{"suffixMatch":"a"}""", "ab", false },
        { """{"containsMatch":"b"}""", "abc", true },
        { """{"stringMatch":{"exact":"AB","ignoreCase":true}}""", "ab", true },
        { """{"stringMatch":{"safeRegex":{"regex":"a."}}}""", "ab", true },
        { """{"value":"a"}""", "a", true },
        { """{"value":"a"}""", "ab", false },
        { """{"value":"a.","regex":true}""", "ab", true },
    };

    // https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/route/route.proto, RouteMatch and QueryParameterMatcher
    [Theory, MemberData(nameof(Paths))]
    public void A_path_and_its_query(string match, string path, bool expected) =>
        Matches(RouteMatch.Parser.ParseJson(match), Request(path)).Should().Be(expected);

    // https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/route/route.proto, HeaderMatcher, with its own examples
    [Theory, MemberData(nameof(Headers))]
    public void A_header(string matcher, string? value, bool expected)
    {
        var header = HeaderMatcher.Parser.ParseJson(matcher);
        header.Name = "X-Some";

        Matches(new RouteMatch { Prefix = "/", Headers = { header } }, value is null ? Request() : Request().WithHeader("x-some", value)).Should().Be(expected);
    }

    [Theory]
    [InlineData(":method", "PUT")]
    [InlineData(":authority", "a.example")]
    [InlineData(":path", "/some?q")]
    [InlineData(":scheme", "http")]
    public void What_a_request_says_of_itself_is_matched_as_headers(string name, string value) =>
        Matches(new RouteMatch { Prefix = "/", Headers = { new HeaderMatcher { Name = name, ExactMatch = value } } }, Request("/some?q") with { Method = "PUT" }).Should().BeTrue();

    private static bool Matches(RouteMatch match, Call call) => Config.Evaluate(call, Serving(Route(match))).Kind switch
    {
        OutcomeKind.UnknownCluster => true,
        OutcomeKind.NoRoute => false,
        var other => throw new InvalidOperationException($"a match is no reason for {other}"),
    };
}
