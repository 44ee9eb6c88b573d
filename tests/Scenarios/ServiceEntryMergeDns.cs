namespace IstioRegressions.Scenarios;

/// <summary>
/// A second DNS ServiceEntry of one host takes the endpoints from the first one's cluster (istio/istio#49489).
/// </summary>
[Regression("serviceentry-merge-dns")]
public sealed class ServiceEntryMergeDns(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string First = "outbound|443||search.example.com";
    private const string Second = "outbound|8443||search.example.com";

    [SkippableTheory, IstioVersions]
    public Task A_second_entry_of_the_host_leaves_the_first_as_it_was(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("port-443.yaml", ct);
            await sidecar.Endpoints(First).BecomeAsync(["search.example.com:443"], ct);

            await mesh.ApplyAsync("port-8443.yaml", ct);
            await sidecar.Endpoints(Second).BecomeAsync(["search.example.com:8443"], ct);

            var first = sidecar.Endpoints(First).Current;
            return first switch
            {
                [] when !sidecar.Clusters.Current.ContainsKey(First) => Verdict.Reproduced("the cluster of port 443 is gone: it was left without endpoints"),
                [] => Verdict.Reproduced("the cluster of port 443 has no endpoints any more"),
                ["search.example.com:443"] => Verdict.Absent($"port 443 kept its endpoint: {first}"),
                _ => Verdict.Inconclusive($"expected search.example.com:443 or nothing, was sent {first}"),
            };
        });
}
