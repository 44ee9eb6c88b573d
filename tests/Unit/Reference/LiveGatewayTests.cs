using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Reference;

public sealed class LiveGatewayTests
{
    private const string Cluster = "outbound|80||a.com";

    private static readonly string Gateway = Yaml.Gateway("edge", "istio: edge", 8080);
    private static readonly string Entry = Yaml.StaticEntry("a", "a.com", "2.2.2.2");

    [Theory]
    [InlineData(null, "[2.2.2.2:8080]")]
    [InlineData(ReferenceDefects.GatewayChangeKeepsScope, "nothing")]
    public async Task A_service_that_comes_with_a_Gateway_has_endpoints_but_with_that_defect(string? defect, string endpoints)
    {
        await using var pilot = await LivePilot.StartAsync([], defect is null ? [] : [defect]);
        await using var router = await pilot.ObserveRouterAsync();
        var answer = router.Endpoints(Cluster).NextPushAsync();

        pilot.Apply(Gateway, Entry);
        await router.Listeners.UntilAsync(l => l.ContainsKey("0.0.0.0_8080"));

        (await answer).ToString().Should().Be(endpoints);
        router.Clusters.Current.Should().ContainKey(Cluster);
    }

    [Fact]
    public async Task The_next_change_without_a_Gateway_heals_it()
    {
        await using var pilot = await LivePilot.StartAsync([], ReferenceDefects.GatewayChangeKeepsScope);
        await using var router = await pilot.ObserveRouterAsync();
        pilot.Apply(Gateway, Entry);
        await router.Clusters.UntilAsync(c => c.ContainsKey(Cluster));

        pilot.Apply(Gateway, Entry, Yaml.StaticEntry("b", "b.com", "3.3.3.3"));

        await router.Endpoints(Cluster).BecomeAsync(["2.2.2.2:8080"]);
    }

    [Fact]
    public async Task A_changed_Gateway_is_pushed_to_gateways_and_to_no_sidecar()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        await using var router = await pilot.ObserveRouterAsync();
        await using var sidecar = await pilot.ObserveAsync();
        await sidecar.Endpoints(Cluster).BecomeAsync(["2.2.2.2:8080"]);
        var before = sidecar.Pushes;

        pilot.Apply(Gateway, Entry);
        await router.Listeners.UntilAsync(l => l.ContainsKey("0.0.0.0_8080"));
        pilot.Apply(Gateway, Entry, Yaml.StaticEntry("b", "b.com", "3.3.3.3"));
        await sidecar.Clusters.UntilAsync(c => c.ContainsKey("outbound|80||b.com"));

        (sidecar.Pushes - before).Clusters.Should().Be(1, "the new entry is the one change that concerns it");
    }

    [Fact]
    public async Task Configz_lists_a_Gateway()
    {
        await using var pilot = await LivePilot.StartAsync([Gateway]);

        using var json = System.Text.Json.JsonDocument.Parse(await pilot.GetAsync("/debug/configz"));

        var gateway = json.RootElement[0];
        gateway.GetProperty("type").GetString().Should().Be("Gateway");
        gateway.GetProperty("Spec").GetProperty("servers")[0].GetProperty("port").GetProperty("number").GetInt32().Should().Be(8080);
    }
}
