using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Deleting one of two ServiceEntries of a host takes the endpoints of the other too, or leaves its own behind
/// (istio/istio#37981, #43853).
/// </summary>
[Regression("same-host-delete-one")]
public sealed class SameHostDeleteOne(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|80||test123";
    private const string Sentinel = "outbound|80||sentinel.test.com";

    [SkippableTheory, IstioVersions]
    public Task Deleting_one_of_two_entries_leaves_the_endpoint_of_the_other(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("first-entry.yaml", ct);
            await mesh.ApplyAsync("second-entry.yaml", ct);
            await sidecar.Endpoints(Cluster).BecomeAsync(["10.47.1.179:80", "10.83.48.10:80"], ct);
            await mesh.ApplyAsync("sentinel-after-entries.yaml", ct);   // the first endpoint of a service is a full push
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.2:80"), ct);
            await mesh.ApplyAsync("sentinel-settled.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.3:80"), ct);

            // One change: from 1.14 on the next reading of the files would announce what is left anew, and heal it.
            await mesh.ReplaceAsync("first-entry.yaml", "sentinel-after-delete.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.4:80"), ct);

            return sidecar.Clusters.Current.ContainsKey(Cluster)
                ? Told(sidecar.Endpoints(Cluster).Current)
                : Verdict.Inconclusive($"the cluster {Cluster} is gone, though an entry still has its host");
        });

    private static Verdict Told(EndpointSet left) => left switch
    {
        [] => Verdict.Reproduced("Envoy was sent no endpoint in place of the one that is left", outcome: "empty"),
        ["10.47.1.179:80", "10.83.48.10:80"] => Verdict.Reproduced($"Envoy still has {left}, the deleted one too", outcome: "stale"),
        ["10.83.48.10:80"] => Verdict.Absent($"what is left is {left}"),
        _ => Verdict.Inconclusive($"expected nothing, 10.83.48.10 or both, Envoy has {left}"),
    };
}
