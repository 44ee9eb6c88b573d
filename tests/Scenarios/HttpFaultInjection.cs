using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// An HTTP fault is not met on the route that it is written for, or is met on others.
/// </summary>
[Regression("http-fault-injection")]
public sealed class HttpFaultInjection(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Table = "80";

    private static readonly TimeSpan Published = TimeSpan.FromSeconds(7);

    [SkippableTheory, IstioVersions]
    public Task A_fault_is_met_on_its_own_route_alone(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);
            await mesh.ApplyAsync("shop.yaml", ct);
            await sidecar.Route(Table).UntilAsync(t => Routes(t) == 1, ct);

            await mesh.ApplyAsync("abort.yaml", ct);
            await sidecar.Route(Table).UntilAsync(t => Has(t, m => m.Path == "/health"), ct);
            var (aborted, healthy) = (Get(sidecar, "/items"), Get(sidecar, "/health"));

            await mesh.ApplyAsync("delay.yaml", ct);
            await sidecar.Route(Table).UntilAsync(t => Has(t, m => m.Prefix == "/auth"), ct);
            var (delayed, prompt) = (Get(sidecar, "/auth/login"), Get(sidecar, "/items"));

            return Told([aborted, healthy, delayed, prompt]);
        });

    private static Verdict Told(IReadOnlyList<Outcome> seen) => seen switch
    {
        [
            { Kind: OutcomeKind.Aborted, Status: 503 },
            { Kind: OutcomeKind.Routed, Fault: null },
            { Kind: OutcomeKind.Routed, Fault: { AbortStatus: null, DelayPercent: 100, Delay: var delay } },
            { Kind: OutcomeKind.Routed, Fault: null },
        ] when delay == Published => Verdict.Absent($"503 for all but /health, then 7 s for /auth alone: {seen[0].Fault}; {seen[2].Fault}"),
        _ when seen.All(o => o.Kind is OutcomeKind.Routed or OutcomeKind.Aborted) => Verdict.Reproduced(
            $"a fault is not where it was written: {string.Join("; ", seen.Zip(["/items", "/health", "/auth/login", "/items"], (o, path) => $"{path} {o.Fault?.ToString() ?? "none"}"))}"),
        _ => Verdict.Inconclusive($"a call is not routed at all: {string.Join("; ", seen)}"),
    };

    private static Outcome Get(Observer sidecar, string path) =>
        TrafficEvaluator.Evaluate(sidecar.State, Call.Outbound("10.70.0.1:80") with { Host = "shop.example.com", Path = path });

    private static int Routes(Xds.Protos.RouteConfiguration? table) => Shop(table)?.Routes.Count ?? 0;

    private static bool Has(Xds.Protos.RouteConfiguration? table, Func<Xds.Protos.RouteMatch, bool> match) => Shop(table)?.Routes.Any(r => match(r.Match)) == true;

    private static Xds.Protos.VirtualHost? Shop(Xds.Protos.RouteConfiguration? table) => table?.VirtualHosts.FirstOrDefault(h => h.Domains.Contains("shop.example.com"));
}
