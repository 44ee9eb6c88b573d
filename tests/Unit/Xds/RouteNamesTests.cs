using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

public sealed class RouteNamesTests
{
    [Theory]
    [InlineData(Some.V2Manager)]
    [InlineData(Some.V3Manager)]
    public async Task A_typed_connection_manager_names_its_table(string typeUrl) =>
        (await AskedForAsync(Some.Manager(typeUrl, "80"))).Should().Equal("80");

    [Theory]
    [InlineData("envoy.http_connection_manager", """{ "rds": { "route_config_name": "80" } }""")]
    [InlineData("envoy.filters.network.http_connection_manager", """{ "rds": { "routeConfigName": "80" } }""")]
    public async Task A_connection_manager_in_a_Struct_names_its_table(string name, string json) =>
        (await AskedForAsync(new Filter { Name = name, Config = Struct.Parser.ParseJson(json) })).Should().Equal("80");

    [Fact]
    public async Task The_filter_chain_of_last_resort_counts_too()
    {
        var listener = new Listener { DefaultFilterChain = new FilterChain { Filters = { Some.Manager(Some.V3Manager, "80") } } };

        (await AskedForAsync(listener)).Should().Equal("80");
    }

    [Fact]
    public async Task What_asks_for_no_table_names_none()
    {
        var inline = new HttpConnectionManager { RouteConfig = new RouteConfiguration { Name = "inline" } };
        Filter[] filters =
        [
            new() { Name = "envoy.http_connection_manager", TypedConfig = Some.Any(Some.V3Manager, inline.ToByteString()) },
            new() { Name = "envoy.http_connection_manager", Config = Struct.Parser.ParseJson("""{ "route_config": { "name": "inline" } }""") },
            new() { Name = "envoy.tcp_proxy", Config = Struct.Parser.ParseJson("""{ "rds": { "route_config_name": "tcp" } }""") },
            new() { Name = "envoy.filters.network.tcp_proxy", TypedConfig = Some.Any("type.googleapis.com/other", ByteString.CopyFrom(0x0a, 0x7f)) },
            new() { Name = "envoy.http_connection_manager" },
            Some.Manager(Some.V3Manager, "only"),
        ];

        (await AskedForAsync(filters)).Should().Equal("only");
    }

    private static Task<IEnumerable<string>> AskedForAsync(params Filter[] filters) =>
        AskedForAsync(new Listener { FilterChains = { new FilterChain { Filters = { filters } } } });

    /// <summary>The names of the RDS request that a listener leads to.</summary>
    private static async Task<IEnumerable<string>> AskedForAsync(Listener listener)
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(new World());
        await using var _ = observer;
        await stream.PushAsync(Some.Lds, listener);
        (await stream.ReceiveAsync()).TypeUrl.Should().Be(Some.Lds);
        return (await stream.ReceiveAsync()).ResourceNames;
    }
}
