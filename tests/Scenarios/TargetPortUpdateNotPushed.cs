using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// The new targetPort of a ServiceEntry that selects workloads does not reach Envoys (istio/istio#37022, #49878).
/// </summary>
[Regression("targetport-update-not-pushed")]
public sealed class TargetPortUpdateNotPushed(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    // The service's own port is the new one: a pilot that sends it in place of the endpoint's is another regression.
    private const string Cluster = "outbound|9080||targeted.test.com";
    private const string Sentinel = "outbound|80||sentinel.test.com";

    [SkippableTheory, IstioVersions]
    public Task A_new_target_port_reaches_a_connected_sidecar(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("target-9081.yaml", ct);
            await sidecar.Clusters.UntilAsync(c => c.ContainsKey(Cluster) && c.ContainsKey(Sentinel), ct);
            await mesh.ApplyAsync("workloads.yaml", ct);
            await sidecar.Endpoints(Cluster).BecomeAsync(["8.8.8.8:9081"], ct);
            await mesh.ApplyAsync("sentinel-after-workloads.yaml", ct);   // the first endpoint of a service is a full push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.2:80"), ct);
            await mesh.ApplyAsync("sentinel-settled.yaml", ct);   // the first may have come in answer to the subscription, before that push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.3:80"), ct);

            var before = sidecar.Pushes;
            await mesh.ApplyAsync("target-9080.yaml", ct);
            await mesh.ApplyAsync("sentinel-after-edit.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.4:80"), ct);
            var (pushes, connected) = (sidecar.Pushes - before, sidecar.Endpoints(Cluster).Current);

            await using var later = await mesh.ObserveSidecarAsync("later", ct);
            return WrongPush(istio, pushes) ?? Told(connected, later.Endpoints(Cluster).Current);
        });

    private static Verdict Told(EndpointSet connected, EndpointSet later) => (connected, later) switch
    {
        (["8.8.8.8:9081"], ["8.8.8.8:9080"]) =>
            Verdict.Reproduced($"a connected Envoy still has {connected}, one that connects now gets {later}", outcome: "not-pushed"),
        (["8.8.8.8:9081"], ["8.8.8.8:9081"]) =>
            Verdict.Reproduced($"a connected Envoy still has {connected}, and one that connects now gets it too", outcome: "not-taken"),
        (["8.8.8.8:9080"], ["8.8.8.8:9080"]) => Verdict.Absent($"a connected Envoy was sent {connected}"),
        _ => Verdict.Inconclusive($"a connected Envoy has {connected}, one that connects now gets {later}: neither as reported nor as fixed"),
    };
}
