using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A second VirtualService of a host and a gateway is dropped, or loses its paths to a shorter one of the first (istio/istio#8113).
/// </summary>
[Regression("virtualservice-path-overlap")]
public sealed class VirtualServicePathOverlap(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Table = "http.8080";

    [SkippableTheory, IstioVersions]
    public Task The_paths_of_both_VirtualServices_lead_where_they_say(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await ApplyAtAsync(mesh, "edge.yaml", ct, "edge", "second-edge");   // first: 1.1 and 1.2 refuse a gateway that is no endpoint
            await using var edge = await mesh.ObserveRouterAsync("edge", Labelled("edge"), ct);
            await using var second = await mesh.ObserveRouterAsync("second-edge", Labelled("second-edge"), ct);
            await mesh.ApplyAsync("a-first.yaml", ct);
            await mesh.ApplyAsync("b-second.yaml", ct);
            await mesh.ApplyAsync("sentinel.yaml", ct);
            await edge.Route(Table).UntilAsync(t => Has(t, "sentinel.example.com"), ct);
            var (first, admin, reports) = (Get(edge, "/app"), Get(edge, "/app/admin"), Get(edge, "/reports"));

            // The published workaround: the second VirtualService on a gateway of its own.
            await mesh.ApplyAsync("second-gateway.yaml", ct);
            await second.Route(Table).UntilAsync(t => Has(t, "shop.example.com"), ct);
            var apart = Get(second, "/app/admin");

            return (first, admin, reports, apart) switch
            {
                ("one", "two", "two", "two") => Verdict.Absent("/app/admin and /reports lead to the second VirtualService's service, /app to the first's"),
                ("one", "one", "two", "two") => Verdict.Reproduced("the first VirtualService's /app takes /app/admin of the second; on a gateway of its own it leads there", "shadowed"),
                ("one", "one", not "two", "two") => Verdict.Reproduced($"the second VirtualService is dropped: /reports leads to {reports}; on a gateway of its own it is served", "dropped"),
                ("NoRoute", "two", "two", "two") => Verdict.Reproduced("the first VirtualService is dropped: /app leads nowhere; the second is served, as on a gateway of its own", "dropped"),
                _ => Verdict.Inconclusive($"/app leads to {first}, /app/admin to {admin}, /reports to {reports}, and on a gateway of its own /app/admin to {apart}"),
            };

            string Get(Observer router, string path)
            {
                var outcome = TrafficEvaluator.Evaluate(router.State, Call.Gateway($"{mesh.AddressOf("edge")}:8080") with { Host = "shop.example.com", Path = path });
                return outcome.Targets is [var target] ? target.Cluster.Split('|')[^1].Split('.')[0] : $"{outcome.Kind}";
            }
        });

    private static Dictionary<string, string> Labelled(string name) => new() { ["istio"] = name };

    private static bool Has(Xds.Protos.RouteConfiguration? table, string host) => table?.VirtualHosts.Any(h => h.Domains.Contains(host)) == true;
}
