using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A VirtualService for a Gateway that is not there is taken, listed, and served by nobody.
/// </summary>
[Regression("validation-passes-broken-config")]
public sealed class ValidationPassesBrokenConfig(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Table = "http.8080";
    private const string Broken = "reports.example.com";

    private static readonly Dictionary<string, string> Labels = new() { ["istio"] = "edge" };

    [SkippableTheory, IstioVersions]
    public Task A_VirtualService_that_nobody_would_serve_is_refused(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await ApplyAtAsync(mesh, "edge.yaml", ct, "edge");
            await using var router = await mesh.ObserveRouterAsync("edge", Labels, ct);
            await router.Route(Table).UntilAsync(t => Has(t, "shop.example.com"), ct);

            try
            {
                // Where this returns, /debug/configz lists it.
                await mesh.ApplyAsync("misspelt-gateway.yaml", ct);
            }
            catch (ManifestException e) when (!e.IsOurs && e.Message.Contains("edeg", StringComparison.Ordinal))
            {
                return Verdict.Absent($"it is refused: {e.Message}");
            }

            await mesh.ApplyAsync("sentinel.yaml", ct);
            var table = await router.Route(Table).UntilAsync(t => Has(t, "sentinel.example.com"), ct);
            return Has(table, Broken)
                ? Verdict.Inconclusive($"the gateway serves {Broken}, which is for a Gateway that is not there")
                : Verdict.Reproduced($"it is taken and listed, and no route table has {Broken}");
        });

    private static bool Has(Xds.Protos.RouteConfiguration? table, string host) => table?.VirtualHosts.Any(h => h.Domains.Contains(host)) == true;
}
