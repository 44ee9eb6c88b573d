using IstioRegressions.Meshes;
using IstioRegressions.Routing;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A second Gateway for TCP on a port that another has is taken and lost without a word.
/// </summary>
[Regression("gateway-port-conflict")]
public sealed class GatewayPortConflict(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private static readonly Dictionary<string, string> Labels = new() { ["istio"] = "edge" };

    [SkippableTheory, IstioVersions]
    public Task A_second_server_on_a_port_is_served_or_refused(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await ApplyAtAsync(mesh, "edge.yaml", ct, "edge");   // first: 1.1 and 1.2 refuse a gateway that is no endpoint
            await using var router = await mesh.ObserveRouterAsync("edge", Labels, ct);
            await router.Listeners.UntilAsync(l => l.ContainsKey("0.0.0.0_9000"), ct);

            try
            {
                await mesh.ApplyAsync("second.yaml", ct);
            }
            catch (ManifestException e) when (!e.IsOurs && e.Message.Contains("9000", StringComparison.Ordinal))
            {
                return Verdict.Absent($"the second Gateway is refused: {e.Message}");
            }

            await mesh.ApplyAsync("sentinel.yaml", ct);
            await router.Listeners.UntilAsync(l => l.ContainsKey("0.0.0.0_9100"), ct);
            var call = TrafficEvaluator.Evaluate(router.State, Call.Gateway($"{mesh.AddressOf("edge")}:9000") with { Protocol = CallProtocol.Tcp });
            return call.Targets.Select(t => t.Cluster).ToList() switch
            {
                [var only] => Verdict.Reproduced($"both Gateways are taken, and the port leads to {only} alone"),
                [_, _] => Verdict.Absent($"the port leads to both: {call}"),
                _ => Verdict.Inconclusive($"the port leads nowhere: {call}"),
            };
        });
}
