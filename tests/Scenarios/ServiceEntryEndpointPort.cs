namespace IstioRegressions.Scenarios;

/// <summary>
/// Editing a ServiceEntry re-sends its endpoints with the service port in place of their own (istio/istio#25309).
/// </summary>
[Regression("serviceentry-endpoint-port")]
public sealed class ServiceEntryEndpointPort(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|80||httpbin.com";

    [SkippableTheory, IstioVersions]
    public Task Removing_one_endpoint_keeps_the_port_of_the_other(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("two-endpoints.yaml", ct);
            await sidecar.Endpoints(Cluster).BecomeAsync(["2.2.2.2:8080", "3.3.3.3:8080"], ct);

            var before = sidecar.Pushes;
            await mesh.ApplyAsync("one-endpoint.yaml", ct);
            var left = await sidecar.Endpoints(Cluster).UntilAsync(e => e.Count == 1, ct);

            return WrongPush(istio, sidecar.Pushes - before) ?? left switch
            {
                ["2.2.2.2:80"] => Verdict.Reproduced($"Envoy is sent the service port: {left}"),
                ["2.2.2.2:8080"] => Verdict.Absent($"the endpoint kept its port: {left}"),
                _ => Verdict.Inconclusive($"expected 2.2.2.2 alone, was sent {left}"),
            };
        });
}
