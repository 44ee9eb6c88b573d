namespace IstioRegressions.Scenarios;

/// <summary>
/// Endpoints that no pod belongs to, as those of a Service without a selector, are not sent to proxies (istio/istio#25974).
/// </summary>
[Regression("endpoints-without-pod")]
public sealed class EndpointsWithoutPod(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Sentinel = "outbound|80||sentinel.example.com";

    [SkippableTheory, IstioVersions]
    public Task A_Service_without_a_selector_has_the_endpoints_that_it_is_given(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var cluster = $"outbound|80||legacy.{mesh.Namespace}.svc.cluster.local";
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("service.yaml", ct);
            await sidecar.Clusters.UntilAsync(c => c.ContainsKey(cluster), ct);   // endpoints that come before their Service are dropped up to 1.7
            await mesh.ApplyAsync("endpoints.yaml", ct);
            await mesh.ApplyAsync("sentinel.yaml", ct);
            await sidecar.Endpoints(Sentinel).BecomeAsync(["9.9.9.1:80"], ct);
            await mesh.ApplyAsync("sentinel-settled.yaml", ct);   // the first may have been on its way before the endpoints were
            await sidecar.Endpoints(Sentinel).BecomeAsync(["9.9.9.2:80"], ct);

            return sidecar.Endpoints(cluster).Current switch
            {
                [] => Verdict.Reproduced("Envoy knows the Service, and has none of its endpoints"),
                ["192.0.2.10:8080", "192.0.2.11:8080"] and var both => Verdict.Absent($"Envoy has the endpoints that were given: {both}"),
                var other => Verdict.Inconclusive($"Envoy has {other}, neither none nor both"),
            };
        });
}
