namespace IstioRegressions.Scenarios;

/// <summary>
/// A gateway has no endpoints of a ServiceEntry that is created together with a Gateway (istio/istio#35172).
/// </summary>
[Regression("router-misses-serviceentry")]
public sealed class RouterMissesServiceEntry(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|80||reviews.example.com";
    private const string Earlier = "outbound|80||earlier.example.com";
    private const string Listener = "0.0.0.0_8080";
    private const string Sentinel = "0.0.0.0_8081";

    private static readonly Dictionary<string, string> Labels = new() { ["istio"] = "edge" };

    [SkippableTheory, IstioVersions]
    public Task A_gateway_learns_of_a_service_that_comes_with_its_Gateway(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var router = await mesh.ObserveRouterAsync("edge", Labels, ct);

            // A gateway that no change of a service has reached yet has no scope, and finds every service.
            await mesh.ApplyAsync("earlier-service-entry.yaml", ct);
            await router.Clusters.UntilAsync(c => c.ContainsKey(Earlier), ct);

            var answer = router.Endpoints(Cluster).NextPushAsync(ct);
            await mesh.ApplyAsync("gateway-and-service-entry.yaml", ct);
            await router.Listeners.UntilAsync(l => l.ContainsKey(Listener), ct);
            await answer;

            // The sentinel is a Gateway alone: a change of a service would make the gateway learn of all of them.
            await mesh.ApplyAsync("another-gateway.yaml", ct);
            await router.Listeners.UntilAsync(l => l.ContainsKey(Sentinel), ct);

            return router.Endpoints(Cluster).Current switch
            {
                [] when router.Clusters.Current.ContainsKey(Cluster) => Verdict.Reproduced("the gateway has its listener and the cluster, and no endpoints for it"),
                ["2.2.2.2:80"] => Verdict.Absent("the gateway has its listener, the cluster and its endpoint 2.2.2.2:80"),
                var endpoints => Verdict.Inconclusive($"expected 2.2.2.2:80 or nothing, was sent {endpoints}"),
            };
        });
}
