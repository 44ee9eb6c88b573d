using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Deleting one of two ServiceEntries of a host that select the same WorkloadEntry takes it from the other too
/// (istio/istio#51212).
/// </summary>
[Regression("same-host-exportto-delete")]
public sealed class SameHostExportToDelete(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|80||shared.test.com";
    private const string Sentinel = "outbound|80||sentinel.test.com";

    [SkippableTheory, IstioVersions]
    public Task Deleting_one_of_two_entries_leaves_the_workload_to_the_other(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("workload.yaml", ct);
            await mesh.ApplyAsync("first-entry.yaml", ct);
            await mesh.ApplyAsync("second-entry.yaml", ct);
            await sidecar.Clusters.UntilAsync(c => c.ContainsKey(Cluster) && c.ContainsKey(Sentinel), ct);
            await mesh.ApplyAsync("workload-edited.yaml", ct);
            await sidecar.Endpoints(Cluster).UntilAsync(HasTheWorkload, ct);
            await mesh.ApplyAsync("sentinel-after-entries.yaml", ct);   // the first endpoint of a service is a full push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.2:80"), ct);
            await mesh.ApplyAsync("sentinel-settled.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.3:80"), ct);

            // One change: from 1.14 on the next reading of the files would announce what is left anew, and heal it.
            await mesh.ReplaceAsync("first-entry.yaml", "sentinel-after-delete.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.4:80"), ct);

            return sidecar.Clusters.Current.ContainsKey(Cluster)
                ? Told(sidecar.Endpoints(Cluster).Current, MayBeHealed(istio, mesh))
                : Verdict.Inconclusive($"the cluster {Cluster} is gone, though an entry still has its host");
        });

    private static bool MayBeHealed(IstioRow istio, Mesh mesh) =>
        mesh.Environment == MeshEnvironment.Native && istio.Regression.HealedByFiles?.Contains(mesh.Version) == true;

    private static Verdict Told(EndpointSet left, bool mayBeHealed) => left switch
    {
        [] => Verdict.Reproduced("Envoy was sent no endpoint, though the entry that is left selects 8.8.8.8"),
        _ when HasTheWorkload(left) && mayBeHealed => Verdict.Inconclusive(
            $"the entry that is left has {left}, and a pilot of this version that reads files announces the workload anew after the deletion, which heals it"),
        _ when HasTheWorkload(left) => Verdict.Absent($"the entry that is left has {left}"),
        _ => Verdict.Inconclusive($"expected nothing or 8.8.8.8, Envoy has {left}"),
    };

    // Versions differ in whether a workload that two entries select is sent once or twice.
    private static bool HasTheWorkload(EndpointSet endpoints) => endpoints is ["8.8.8.8:80"] or ["8.8.8.8:80", "8.8.8.8:80"];
}
