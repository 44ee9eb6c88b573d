using IstioRegressions.Routing;

namespace IstioRegressions.Scenarios;

/// <summary>
/// An abort whose percentage is the whole number <c>percent</c>, as it was written before 1.1, is taken and aborts nothing.
/// </summary>
[Regression("http-fault-percent-lost")]
public sealed class HttpFaultPercentLost(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    [SkippableTheory, IstioVersions]
    public Task A_whole_percentage_of_requests_is_aborted(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);
            await mesh.ApplyAsync("shop.yaml", ct);
            await mesh.ApplyAsync("abort.yaml", ct);
            await sidecar.Route("80").UntilAsync(t => t?.VirtualHosts.Any(h => h.Routes.Any(r => r.Match.Prefix == "/items")) == true, ct);

            return TrafficEvaluator.Evaluate(sidecar.State, Call.Outbound("10.70.0.1:80") with { Host = "shop.example.com", Path = "/items/1" }) switch
            {
                { Kind: OutcomeKind.Aborted, Status: 503 } call => Verdict.Absent($"every request is aborted: {call.Fault}"),
                { Kind: OutcomeKind.Routed, Fault: null or { AbortPercent: 0 } } call => Verdict.Reproduced($"the route is there, and its fault is {call.Fault?.ToString() ?? "none"}"),
                var call => Verdict.Inconclusive($"{call}"),
            };
        });
}
