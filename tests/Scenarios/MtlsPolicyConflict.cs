using IstioRegressions.Meshes;
using IstioRegressions.Routing;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A DestinationRule has clients send plain text to servers that take mutual TLS alone, and nobody says so.
/// </summary>
[Regression("mtls-policy-conflict")]
public sealed class MtlsPolicyConflict(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Workload = "workload";
    private const string Outbound = "outbound|7001||cache.default.svc.cluster.local";

    [SkippableTheory, IstioVersions]
    public Task Clients_speak_what_servers_take_or_the_rule_is_refused(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await ApplyAtAsync(mesh, "cache.yaml", ct, Workload);
            await using var server = await mesh.ObserveSidecarAsync(Workload, ct);
            await using var client = await mesh.ObserveSidecarAsync("client", ct);
            await client.Clusters.UntilAsync(c => c.ContainsKey(Outbound), ct);
            await server.Listeners.UntilAsync(_ => Call() is OutcomeKind.Routed, ct);

            await mesh.ApplyAsync("strict.yaml", ct);
            await server.Listeners.UntilAsync(_ => Call() is not OutcomeKind.Routed, ct);
            await mesh.ApplyAsync("mutual.yaml", ct);
            await client.Clusters.UntilAsync(c => SpeaksTls(c[Outbound]), ct);

            try
            {
                await mesh.ApplyAsync("disabled.yaml", ct);
            }
            catch (ManifestException e) when (!e.IsOurs && e.Message.Contains("DISABLE", StringComparison.Ordinal))
            {
                return Verdict.Absent($"the rule is refused: {e.Message}");
            }

            await client.Clusters.UntilAsync(c => !SpeaksTls(c[Outbound]), ct);
            return Call() is not OutcomeKind.Routed
                ? Verdict.Reproduced("the client's cluster sends plain text, and the server's listener takes mutual TLS alone")
                : Verdict.Absent("the server's listener takes the plain text that the client's cluster sends");

            OutcomeKind Call() => TrafficEvaluator.Evaluate(server.State, Routing.Call.Inbound($"{mesh.AddressOf(Workload)}:7001")).Kind;
        });
}
