using IstioRegressions.Routing;

namespace IstioRegressions.Scenarios;

/// <summary>
/// The kubelet has no certificate: it probes in plain text, and where a workload takes mutual TLS alone its port refuses the probe (istio/istio#2628).
/// </summary>
[Regression("probes-under-mtls")]
public sealed partial class ProbesUnderMtls(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Workload = "workload";

    [SkippableTheory, IstioVersions]
    public Task A_port_that_takes_mutual_TLS_alone_takes_the_probe_of_the_kubelet(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await ApplyAtAsync(mesh, "shop.yaml", ct, Workload);
            await using var sidecar = await mesh.ObserveSidecarAsync(Workload, ct);
            var client = Call.Inbound($"{mesh.AddressOf(Workload)}:7001") with { Path = "/ready" };
            var probe = client.WithHeader("user-agent", "kube-probe/1.13");
            await sidecar.Listeners.UntilAsync(_ => Of(probe).Kind == OutcomeKind.Routed, ct);

            await mesh.ApplyAsync("strict.yaml", ct);
            await sidecar.Listeners.UntilAsync(_ => Of(client).Kind != OutcomeKind.Routed, ct);

            return Of(probe) switch
            {
                { Kind: OutcomeKind.Routed } taken => Verdict.Absent($"plain text of others is refused, and the probe is taken to {taken.Targets[0].Cluster}"),
                { Kind: OutcomeKind.ConnectionClosed or OutcomeKind.NoFilterChain } refused => Verdict.Reproduced(
                    $"the probe was taken before, and with mutual TLS alone it is refused as all plain text is: {refused.Reason}"),
                var other => Verdict.Inconclusive($"the probe: {other}"),
            };

            Outcome Of(Call call) => TrafficEvaluator.Evaluate(sidecar.State, call);
        });
}
