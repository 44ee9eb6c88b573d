using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A second DNS ServiceEntry of one host takes the endpoints from the first one's cluster (istio/istio#49489).
/// </summary>
[Regression("serviceentry-merge-dns")]
public sealed class ServiceEntryMergeDns(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string First = "outbound|443||search.example.com";
    private const string Second = "outbound|8443||search.example.com";
    private const string Sentinel = "outbound|443||sentinel.example.com";

    [SkippableTheory, IstioVersions]
    public Task A_second_entry_of_the_host_leaves_the_first_as_it_was(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("port-443.yaml", ct);
            await sidecar.Endpoints(First).BecomeAsync(["search.example.com:443"], ct);

            await mesh.ApplyAsync("port-8443.yaml", ct);
            await sidecar.Endpoints(Sentinel).BecomeAsync(["sentinel.example.com:443"], ct);   // it comes in the same push

            // Which of the two entries is taken for the last differs from run to run.
            return (sidecar.Endpoints(First).Current, sidecar.Endpoints(Second).Current) switch
            {
                ([], ["search.example.com:8443"]) => Verdict.Reproduced(Lost(sidecar, First, port: 443)),
                (["search.example.com:443"], []) => Verdict.Reproduced(Lost(sidecar, Second, port: 8443)),
                (["search.example.com:443"], ["search.example.com:8443"]) => Verdict.Absent("the clusters of both ports have their endpoint"),
                var (first, second) => Verdict.Inconclusive($"expected search.example.com at 443 and 8443, or one of them lost; was sent {first} and {second}"),
            };
        });

    private static string Lost(Observer sidecar, string cluster, int port) => sidecar.Clusters.Current.ContainsKey(cluster)
        ? $"the cluster of port {port} has no endpoints"
        : $"there is no cluster of port {port}: it was left without endpoints";
}
