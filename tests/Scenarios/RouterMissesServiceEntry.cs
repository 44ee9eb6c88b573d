namespace IstioRegressions.Scenarios;

/// <summary>
/// A gateway has no endpoints of a ServiceEntry that is created together with a Gateway (istio/istio#35172).
/// </summary>
[Regression("router-misses-serviceentry")]
public sealed class RouterMissesServiceEntry(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|80||reviews.example.com";
    private const string Listener = "0.0.0.0_8080";

    private static readonly Dictionary<string, string> Labels = new() { ["istio"] = "edge" };

    [SkippableTheory, IstioVersions]
    public Task A_gateway_learns_of_a_service_that_comes_with_its_Gateway(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var router = await mesh.ObserveRouterAsync("edge", Labels, ct);

            var answer = router.Endpoints(Cluster).NextPushAsync(ct);
            await mesh.ApplyAsync("gateway-and-service-entry.yaml", ct);
            await router.Listeners.UntilAsync(l => l.ContainsKey(Listener), ct);
            var endpoints = await answer;

            return endpoints switch
            {
                [] when router.Clusters.Current.ContainsKey(Cluster) => Verdict.Reproduced("the gateway has its listener and the cluster, and no endpoints for it"),
                ["2.2.2.2:80"] => Verdict.Absent($"the gateway has its listener, the cluster and its endpoints: {endpoints}"),
                _ => Verdict.Inconclusive($"expected 2.2.2.2:80 or nothing, was sent {endpoints}"),
            };
        });
}
