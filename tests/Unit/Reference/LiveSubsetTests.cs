namespace IstioRegressions.Unit.Reference;

public sealed class LiveSubsetTests
{
    private const string Ready = "outbound|80|ready|shop.com";
    private const string Waiting = "outbound|80|waiting|shop.com";

    private static readonly string Shop = Yaml.ServiceEntry("shop", "shop.com", $"ports: [{Yaml.Http}], resolution: STATIC, workloadSelector: {{ labels: {{ app: test }} }}");
    private static readonly string Rule = Yaml.SubsetRule("r", "shop.com", "subsets: [{ name: ready, labels: { ready: 'true' } }, { name: waiting, labels: { ready: 'false' } }]");

    [Fact]
    public async Task A_workload_that_is_relabelled_moves_from_subset_to_subset_by_an_endpoint_push()
    {
        await using var pilot = await LivePilot.StartAsync([Shop, Rule, Yaml.WorkloadEntry("w", "1.1.1.1")]);
        await using var sidecar = await pilot.ObserveAsync();
        await sidecar.Endpoints(Ready).BecomeAsync(["1.1.1.1:81"]);
        var clusters = sidecar.Pushes.Clusters;

        pilot.Apply(Shop, Rule, Yaml.WorkloadEntry("w", "1.1.1.1", ready: false));
        await sidecar.Endpoints(Waiting).BecomeAsync(["1.1.1.1:81"]);

        sidecar.Endpoints(Ready).Current.Should().BeEmpty();
        sidecar.Pushes.Clusters.Should().Be(clusters);
    }

    [Fact]
    public async Task A_rule_that_changes_changes_clusters_and_their_endpoints()
    {
        await using var pilot = await LivePilot.StartAsync([Shop, Yaml.WorkloadEntry("w", "1.1.1.1")]);
        await using var sidecar = await pilot.ObserveAsync();

        pilot.Apply(Shop, Rule, Yaml.WorkloadEntry("w", "1.1.1.1"));
        await sidecar.Endpoints(Ready).BecomeAsync(["1.1.1.1:81"]);
        pilot.Apply(Shop, Yaml.WorkloadEntry("w", "1.1.1.1"));

        await sidecar.Clusters.UntilAsync(c => !c.ContainsKey(Ready));
        (await pilot.GetAsync("/debug/configz")).Should().NotContain("DestinationRule");
    }
}
