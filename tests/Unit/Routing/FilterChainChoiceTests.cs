using System.Net;
using IstioRegressions.Routing;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Unit.Routing.Config;

namespace IstioRegressions.Unit.Routing;

public sealed class FilterChainChoiceTests
{
    private static readonly Call Plain = Call.Gateway("10.1.2.3:80") with { Protocol = CallProtocol.Tcp };

    [Fact]
    public void A_port_is_decided_before_an_address_and_nothing_is_tried_again()
    {
        var outcome = Choose(Plain, To("port", new() { DestinationPort = 80, PrefixRanges = { Range("10.9.0.0", 16) } }), To("address", new() { PrefixRanges = { Range("10.1.2.3", 32) } }));

        outcome.Kind.Should().Be(OutcomeKind.NoFilterChain);
    }

    [Fact]
    public void The_longest_range_wins() =>
        Chosen(Plain, To("any"), To("8", new() { PrefixRanges = { Range("10.0.0.0", 8) } }), To("16", new() { PrefixRanges = { Range("10.1.255.255", 16), Range("10.0.0.0", 7) } })).Should().Be("16");

    [Theory]
    [InlineData("www.a.example", "exact")]
    [InlineData("b.a.example", "near")]
    [InlineData("b.example", "far")]
    [InlineData("example", "any")]
    [InlineData(null, "any")]
    public void The_most_specific_server_name_wins(string? sni, string expected) => Chosen(
        Plain with { Protocol = CallProtocol.Tls, Sni = sni },
        To("any"),
        To("far", new() { ServerNames = { "*.example" } }),
        To("near", new() { ServerNames = { "*.a.example" } }),
        To("exact", new() { ServerNames = { "www.a.example" } })).Should().Be(expected);

    [Theory]
    [InlineData(CallProtocol.Tls, "tls")]
    [InlineData(CallProtocol.Tcp, "raw")]
    public void TLS_is_told_from_plain_text(CallProtocol protocol, string expected) =>
        Chosen(Plain with { Protocol = protocol }, To("tls", new() { TransportProtocol = "tls" }), To("raw", new() { TransportProtocol = "raw_buffer" })).Should().Be(expected);

    [Fact]
    public void TLS_is_not_looked_for_where_no_chain_asks() => Chosen(Plain with { Protocol = CallProtocol.Tls, Sni = "a.example" }, To("any")).Should().Be("any");

    [Theory]
    [InlineData("b,a", "b")]
    [InlineData("a,b", "a")]
    [InlineData("c,b", "b")]
    [InlineData("c", "any")]
    public void The_clients_preference_chooses_the_application_protocol(string alpn, string expected) => Chosen(
        Plain with { Protocol = CallProtocol.Tls, Alpn = [.. alpn.Split(',')] },
        To("any"),
        To("a", new() { ApplicationProtocols = { "a" } }),
        To("b", new() { ApplicationProtocols = { "b" } })).Should().Be(expected);

    [Theory]
    [InlineData("127.0.0.1:5000", "local")]
    [InlineData("10.1.2.3:5000", "local")]
    [InlineData("10.7.0.1:5000", "near")]
    [InlineData("10.7.0.1:6000", "port")]
    [InlineData("203.0.113.1:5000", "external")]
    [InlineData(null, "external")]
    public void The_source_comes_last(string? source, string expected) => Chosen(
        Plain with { Source = source is null ? null : IPEndPoint.Parse(source) },
        To("local", new() { SourceType = 1 }),
        To("external", new() { SourceType = 2 }),
        To("near", new() { SourceType = 2, SourcePrefixRanges = { Range("10.7.0.0", 16) } }),
        To("port", new() { SourceType = 2, SourcePrefixRanges = { Range("10.7.0.0", 16) }, SourcePorts = { 6000 } })).Should().Be(expected);

    [Fact]
    public void The_default_chain_takes_what_is_left()
    {
        var listener = Listener(To("other", new() { DestinationPort = 81 }));
        listener.DefaultFilterChain = To("rest");

        var outcome = Evaluate(Plain, listener, Static("rest", "1.1.1.1:80"));

        outcome.Targets.Should().ContainSingle().Which.Cluster.Should().Be("rest");
        outcome.FilterChain.Should().Be("default");
    }

    private static string Chosen(Call call, params FilterChain[] chains) => Choose(call, chains).Targets.Should().ContainSingle().Subject.Cluster;

    private static Outcome Choose(Call call, params FilterChain[] chains) => Config.Evaluate(call, Listener(chains));

    private static CidrRange Range(string address, uint length) => new() { AddressPrefix = address, PrefixLen = length };
}
