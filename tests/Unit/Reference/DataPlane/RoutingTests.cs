using System.Net;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Reference.DataPlane;

/// <summary>What VirtualServices say of requests, on the wire.</summary>
public sealed class RoutingTests
{
    private const int Port = 8080;

    [Fact]
    public async Task A_request_goes_to_the_subset_of_its_route_and_follows_a_change_of_it()
    {
        await using var plane = new LivePlane();
        var client = plane.NewAddress();
        var shop = Shop(await plane.StartAppAsync("one", Port), await plane.StartAppAsync("two", Port));
        var pilot = await plane.StartPilotAsync(shop, Rule, Route("subset: v1"));
        await plane.StartProxyAsync(plane.BootstrapOf(client));
        async Task<string> AskAsync() => await LivePlane.AskAsync(new(client, 15001), LivePlane.Outbound($"127.0.0.1:{Port}", LivePlane.Get("/", "shop.example")));

        for (var i = 0; i < 4; i++)
        {
            (await AskAsync()).Should().EndWith("one");
        }

        pilot.Apply(shop, Rule, Route("subset: v2"));
        await Polling.UntilAsync("the other subset answers", TimeSpan.FromSeconds(20), async _ => (await AskAsync()).EndsWith("two", StringComparison.Ordinal), plane.Log.ToString, default);
    }

    [Fact]
    public async Task A_subset_that_no_rule_declares_is_no_cluster_and_one_without_workloads_has_no_upstream()
    {
        await using var plane = new LivePlane();
        var client = plane.NewAddress();
        await plane.StartPilotAsync(
            Shop(plane.NewAddress(), plane.NewAddress()),
            Rule,
            Yaml.VirtualService("v", "hosts: [shop.example], http: [{ match: [{ uri: { prefix: /empty } }], route: [{ destination: { host: shop.example, subset: v9 } }] }, { route: [{ destination: { host: shop.example, subset: undeclared } }] }]"));
        await plane.StartProxyAsync(plane.BootstrapOf(client));
        async Task<string> AskAsync(string path) => await LivePlane.AskAsync(new(client, 15001), LivePlane.Outbound($"127.0.0.1:{Port}", LivePlane.Get(path, "shop.example")));

        (await AskAsync("/")).Should().StartWith("HTTP/1.1 503 ").And.EndWith("\r\n\r\n");
        (await AskAsync("/empty")).Should().StartWith("HTTP/1.1 503 ").And.EndWith("no healthy upstream");
        plane.Log.ToString().Should().Contain("\"GET /\" 503 NC").And.Contain("\"GET /empty\" 503 UH");
    }

    [Fact]
    public async Task A_redirect_is_answered_by_the_proxy_and_the_connection_goes_on()
    {
        await using var plane = new LivePlane();
        var gateway = plane.NewAddress();
        await plane.StartPilotAsync(
            Yaml.Gateway("edge", "istio: edge", Port),
            Yaml.VirtualService("v", "hosts: [shop.example], gateways: [edge], http: [{ match: [{ uri: { prefix: /old } }], redirect: { uri: /new, authority: other.example, redirectCode: 302 } }, { redirect: { uri: /start } }]"));
        await plane.StartProxyAsync(plane.BootstrapOf(gateway, "router"));

        var answers = await LivePlane.AskAsync(new(gateway, Port), LivePlane.Get("/old?a=b", "shop.example").Replace("Connection: close\r\n", "", StringComparison.Ordinal) + LivePlane.Get("/", $"shop.example:{Port}"));

        var heads = answers.Split("\r\n\r\n");
        heads[0].Should().StartWith("HTTP/1.1 302 Found\r\n").And.Contain("\r\nlocation: http://other.example/new?a=b").And.Contain("content-length: 0");
        heads[1].Should().StartWith("HTTP/1.1 301 Moved Permanently\r\n").And.Contain($"\r\nlocation: http://shop.example:{Port}/start");
    }

    private static string Rule => Yaml.SubsetRule("r", "shop.example", "subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }, { name: v9, labels: { version: v9 } }]");

    private static string Route(string destination) => Yaml.VirtualService("v", $"hosts: [shop.example], http: [{{ route: [{{ destination: {{ host: shop.example, {destination} }} }}] }}]");

    private static string Shop(IPAddress one, IPAddress two) => Yaml.ServiceEntry(
        "shop", "shop.example", $"ports: [{{ number: {Port}, name: http, protocol: HTTP }}], resolution: STATIC, endpoints: [{{ address: {one}, labels: {{ version: v1 }} }}, {{ address: {two}, labels: {{ version: v2 }} }}]");
}
