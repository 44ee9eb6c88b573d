using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// The new port of a WorkloadEntry is not pushed to the Envoys that are connected (istio/istio#50746).
/// </summary>
[Regression("endpoint-update-not-pushed")]
public sealed class EndpointUpdateNotPushed(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    // The service's own port is the new one: a pilot that sends it in place of the endpoint's is another regression.
    private const string Cluster = "outbound|9090||moving.test.com";
    private const string Sentinel = "outbound|80||sentinel.test.com";

    [SkippableTheory, IstioVersions]
    public Task The_new_port_of_a_workload_reaches_a_connected_sidecar(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("service-entries.yaml", ct);
            await sidecar.Clusters.UntilAsync(c => c.ContainsKey(Cluster) && c.ContainsKey(Sentinel), ct);
            await mesh.ApplyAsync("workloads.yaml", ct);
            await sidecar.Endpoints(Cluster).BecomeAsync(["8.8.8.8:8080"], ct);
            await mesh.ApplyAsync("sentinel-after-workloads.yaml", ct);   // the first endpoint of a service is a full push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.2:80"), ct);
            await mesh.ApplyAsync("sentinel-settled.yaml", ct);   // the first may have come in answer to the subscription, before that push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.3:80"), ct);

            var before = sidecar.Pushes;
            await mesh.ApplyAsync("moved.yaml", ct);
            await mesh.ApplyAsync("sentinel-after-move.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.4:80"), ct);
            var (pushes, connected) = (sidecar.Pushes - before, sidecar.Endpoints(Cluster).Current);

            await using var later = await mesh.ObserveSidecarAsync("later", ct);
            return WrongPush(istio, pushes) ?? Told(connected, later.Endpoints(Cluster).Current);
        });

    private static Verdict Told(EndpointSet connected, EndpointSet later) => (connected, later) switch
    {
        (["8.8.8.8:8080"], ["8.8.8.8:9090"]) => Verdict.Reproduced($"a connected Envoy still has {connected}, one that connects now gets {later}"),
        (["8.8.8.8:9090"], ["8.8.8.8:9090"]) => Verdict.Absent($"a connected Envoy was sent {connected}"),
        _ => Verdict.Inconclusive($"a connected Envoy has {connected}, one that connects now gets {later}: neither as reported nor as fixed"),
    };
}
