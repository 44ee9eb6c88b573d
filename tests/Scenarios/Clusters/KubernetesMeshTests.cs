using IstioRegressions.Fixtures.K3s;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

[Trait("Needs", "Docker")]
public sealed class KubernetesMeshTests(RunningCluster running) : IClassFixture<RunningCluster>, IDisposable
{
    private const string Cluster = "outbound|80||one.example.com";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(15));
    private readonly string _evidence = Directory.CreateTempSubdirectory("k3s-evidence-").FullName;

    [SkippableFact]
    public async Task A_step_reaches_an_observer_and_its_deletion_too()
    {
        await using var mesh = await StartAsync();
        await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);

        await mesh.ApplyAsync(Entry("one", "2.2.2.2"), _limit.Token);
        await sidecar.Endpoints(Cluster).BecomeAsync(["2.2.2.2:80"], _limit.Token);
        await mesh.ApplyAsync(Entry("one", "3.3.3.3"), _limit.Token);
        await sidecar.Endpoints(Cluster).BecomeAsync(["3.3.3.3:80"], _limit.Token);

        File.WriteAllText(Path.Combine(Manifests, "one.yaml"), Entry("one", "3.3.3.3").Yaml);
        await mesh.DeleteAsync("one.yaml", _limit.Token);
        var left = await sidecar.Clusters.UntilAsync(c => !c.ContainsKey(Cluster), _limit.Token);

        left.Should().NotContainKey(Cluster);
    }

    [SkippableFact]
    public async Task Nothing_of_a_scenario_is_left_in_the_control_plane_for_the_next()
    {
        await using (var first = await StartAsync())
        {
            await first.ApplyAsync(Entry("one", "2.2.2.2"), _limit.Token);
        }

        await using var next = await StartAsync();
        await using var sidecar = await next.ObserveSidecarAsync("client", _limit.Token);
        await next.ApplyAsync(Entry("two", "4.4.4.4"), _limit.Token);
        var clusters = await sidecar.Clusters.UntilAsync(c => c.ContainsKey("outbound|80||two.example.com"), _limit.Token);

        clusters.Should().NotContainKey(Cluster);
    }

    [SkippableFact]
    public async Task The_end_of_a_control_plane_is_told_with_its_code_and_last_words_and_the_next_scenario_has_another_pod()
    {
        var cluster = await running.GetAsync();
        string broken;
        await using (var mesh = await StartAsync())
        {
            broken = cluster.Pod.Name;
            await ((K3sCluster)cluster.Host).ExecuteAsync("pkill -QUIT pilot-discovery", _limit.Token);

            await mesh.ControlPlane.WaitForExitsAsync(1, _limit.Token);
            await Polling.UntilAsync("it runs again", TimeSpan.FromMinutes(2), async ct => mesh.ControlPlane.Restarts == 1 && await mesh.AnswersAsync(TimeSpan.FromSeconds(5), ct), () => "", _limit.Token);

            var exit = mesh.ControlPlane.Exits.Should().ContainSingle().Subject;
            exit.Code.Should().Be(2, "a Go process that is asked for its stacks ends so");
            exit.Cause.Should().BeNull();
            exit.LastLines.Should().NotBeEmpty();
            mesh.ControlPlane.Samples.Should().NotBeEmpty().And.OnlyContain(s => s.ResidentBytes > 1 << 20);
        }

        await using var next = await StartAsync();
        cluster.Pod.Name.Should().NotBe(broken);
        next.ControlPlane.Exits.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task The_end_of_a_control_plane_that_was_killed_for_its_memory_says_so()
    {
        await using var mesh = await StartAsync(memoryCap: 100 << 20);
        await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);
        var ended = mesh.ControlPlane.WaitForExitAsync(_limit.Token);

        var applied = mesh.ApplyAsync(new Manifest("many", string.Join("\n---\n", Enumerable.Range(0, 2000).Select(i => Entry($"host-{i}", "2.2.2.2").Yaml))), _limit.Token);
        var exit = await ended;
        await Task.WhenAny(applied); // it may have been refused: nobody was there to take it

        exit.Code.Should().Be(137);
        exit.Cause.Should().Be("its memory was over its limit (OOMKilled)");
    }

    [SkippableFact]
    public async Task What_it_logs_is_evidence_and_a_bundle_has_events_pods_logs_and_proxies()
    {
        await using (var mesh = await StartAsync())
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);
            await mesh.ControlPlane.Log.WaitForAsync(line => line.Contains("client", StringComparison.Ordinal), _limit.Token);

            await mesh.ExplainAsync(_limit.Token);
        }

        File.ReadAllText(Path.Combine(_evidence, "pilot.log")).Should().Contain("client");
        string Text(string file) => File.ReadAllText(Path.Combine(_evidence, "cluster", file));
        var pod = $"namespaces/istio-system/pods/{(await running.GetAsync()).Pod.Name}";
        Text("namespaces/istio-system/events.yaml").Should().Contain("reason: Started");
        Text($"{pod}/description.yaml").Should().Contain("phase: Running");
        Text($"{pod}/istiod.log").Should().Contain("client");
        Text($"{pod}/istiod.previous.log").Should().NotBeEmpty();
        Text("sync-status.json").Should().Contain("client");
    }

    [SkippableTheory]
    [InlineData("apiVersion: example.org/v1\nkind: Strange\nmetadata: { name: a }", "odd, Strange */a: * knows no kind Strange in example.org/v1*")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: UPPER }", "odd, ConfigMap */UPPER: refused by *: 422,*UPPER*")]
    public async Task A_manifest_that_the_cluster_refuses_is_named(string yaml, string message)
    {
        await using var mesh = await StartAsync();

        var apply = () => mesh.ApplyAsync(new Manifest("odd", yaml), _limit.Token);

        await apply.Should().ThrowAsync<ManifestException>().WithMessage(message);
    }

    public void Dispose()
    {
        _limit.Dispose();
        Directory.Delete(_evidence, recursive: true);
    }

    private string Manifests => Directory.CreateDirectory(Path.Combine(_evidence, "cluster-tests")).FullName;

    private async Task<Mesh> StartAsync(long? memoryCap = null) =>
        await (await running.GetAsync()).LeaseAsync(new MeshRequest(RunningCluster.Version, Manifests, _evidence) { MemoryCap = memoryCap }, _limit.Token);

    private static Manifest Entry(string name, string address) => new(name, $$"""
        apiVersion: networking.istio.io/v1alpha3
        kind: ServiceEntry
        metadata: { name: {{name}} }
        spec:
          hosts: [{{name}}.example.com]
          location: MESH_EXTERNAL
          resolution: STATIC
          ports: [{ number: 80, name: http, protocol: HTTP }]
          endpoints: [{ address: {{address}} }]
        """);
}
