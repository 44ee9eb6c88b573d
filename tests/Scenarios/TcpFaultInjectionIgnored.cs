using IstioRegressions.Meshes;
using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// No fault can be injected into a TCP route; a route to a service that is not there breaks connections in its place (istio/istio#30828).
/// </summary>
[Regression("tcp-fault-injection-ignored")]
public sealed class TcpFaultInjectionIgnored(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Sentinel = "10.70.0.9_9100";

    private static readonly int[] Ports = [11211, 11212];

    [SkippableTheory, IstioVersions]
    public Task A_fault_of_a_TCP_route_breaks_its_connections(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);
            await mesh.ApplyAsync("cache.yaml", ct);
            await sidecar.Listeners.UntilAsync(l => Ports.All(p => l.ContainsKey($"10.70.0.2_{p}")), ct);
            await sidecar.Endpoints("outbound|11212||cache.example.com").BecomeAsync(["3.3.3.3:11212"], ct);
            var before = Connect(sidecar);

            var refusal = await RefusalAsync(mesh, ct);
            await mesh.ApplyAsync("sentinel-after-fault.yaml", ct);
            await sidecar.Listeners.UntilAsync(l => l.ContainsKey(Sentinel), ct);
            var faulty = Connect(sidecar);

            // The published workaround: first to a service that is not there, then to one that has other ports.
            await mesh.ApplyAsync("shift.yaml", ct);
            await sidecar.Listeners.UntilAsync(_ => Connect(sidecar).All(o => o.Kind != OutcomeKind.Routed), ct);
            var nowhere = Connect(sidecar);
            await mesh.ApplyAsync("fake-service.yaml", ct);
            await sidecar.Listeners.UntilAsync(l => l.ContainsKey("10.70.0.3_9999"), ct);
            var elsewhere = Connect(sidecar);

            var fault = refusal is null ? "taken and ignored" : $"refused ({refusal})";
            return (before, faulty) switch
            {
                _ when !before.All(o => o.Kind == OutcomeKind.Routed) => Verdict.Inconclusive($"connections had no way before: {string.Join("; ", before)}"),
                _ when faulty.All(o => o.Kind is OutcomeKind.NoHealthyUpstream or OutcomeKind.ConnectionClosed) => Verdict.Absent($"the fault breaks connections: {faulty[0]}"),
                _ when !faulty.All(o => o.Kind == OutcomeKind.Routed) => Verdict.Inconclusive($"the fault breaks some: {string.Join("; ", faulty)}"),
                _ when nowhere.Concat(elsewhere).All(o => o.Kind == OutcomeKind.UnknownCluster) => Verdict.Reproduced(
                    $"the fault is {fault}, connections go where they went; routed to a service without that port, they are closed ({elsewhere[0].Targets[0].Cluster} is no cluster)"),
                _ => Verdict.Inconclusive($"the fault is {fault}, and the workaround does not break connections: {string.Join("; ", nowhere.Concat(elsewhere))}"),
            };
        });

    private static IReadOnlyList<Outcome> Connect(Observer sidecar) =>
        [.. Ports.Select(p => TrafficEvaluator.Evaluate(sidecar.State, Call.Outbound($"10.70.0.2:{p}") with { Protocol = CallProtocol.Tcp }))];

    /// <summary>Why the fault was refused; null where it was taken.</summary>
    private static async Task<string?> RefusalAsync(Mesh mesh, CancellationToken ct)
    {
        try
        {
            await mesh.ApplyAsync("fault.yaml", ct);
            return null;
        }
        catch (ManifestException e) when (!e.IsOurs && e.Message.Contains("fault", StringComparison.Ordinal))
        {
            return e.Message;
        }
    }
}
