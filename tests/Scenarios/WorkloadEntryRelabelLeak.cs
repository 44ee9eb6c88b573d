using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A WorkloadEntry that lost its labels stays an endpoint of the ServiceEntry that selected it, even when it is deleted
/// (istio/istio#25678).
/// </summary>
[Regression("workloadentry-relabel-leak")]
public sealed class WorkloadEntryRelabelLeak(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|80||www.test.com";
    private const string Sentinel = "outbound|80||sentinel.test.com";

    [SkippableTheory, IstioVersions]
    public Task A_relabelled_workload_leaves_the_service(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("service-entries.yaml", ct);
            await sidecar.Clusters.UntilAsync(c => c.ContainsKey(Cluster) && c.ContainsKey(Sentinel), ct);
            await mesh.ApplyAsync("workloads.yaml", ct);
            await sidecar.Endpoints(Cluster).BecomeAsync(["8.8.8.8:80"], ct);
            await mesh.ApplyAsync("sentinel-after-workloads.yaml", ct);   // the first endpoint of a service is a full push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.2:80"), ct);
            await mesh.ApplyAsync("sentinel-settled.yaml", ct);   // the first may have come in answer to the subscription, before that push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.5:80"), ct);

            var before = sidecar.Pushes;
            await mesh.ApplyAsync("relabelled.yaml", ct);
            await mesh.ApplyAsync("sentinel-after-relabel.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.3:80"), ct);
            var relabelled = sidecar.Endpoints(Cluster).Current;

            await mesh.DeleteAsync("relabelled.yaml", ct);
            await mesh.ApplyAsync("sentinel-after-delete.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.4:80"), ct);
            var deleted = sidecar.Endpoints(Cluster).Current;

            return WrongPush(istio, sidecar.Pushes - before) ?? Told(relabelled, deleted);
        });

    private static Verdict Told(EndpointSet relabelled, EndpointSet deleted) => (relabelled, deleted) switch
    {
        (["8.8.8.8:80"], ["8.8.8.8:80"]) => Verdict.Reproduced($"after the relabel Envoy still has {relabelled}, and after the delete still {deleted}"),
        ([], []) => Verdict.Absent("the relabel removed 8.8.8.8, and the delete left nothing"),
        _ => Verdict.Inconclusive($"after the relabel Envoy has {relabelled}, after the delete {deleted}: neither as reported nor as fixed"),
    };
}
