using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// While the control plane is down proxies lose what they know, or when it returns they do not get what changed meanwhile.
/// </summary>
[Regression("control-plane-outage")]
public sealed class ControlPlaneOutage(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Before = "outbound|80||before.example.com";
    private const string Meanwhile = "outbound|80||meanwhile.example.com";

    [SkippableTheory, IstioVersions]
    public Task Proxies_keep_what_they_know_and_get_the_rest_when_it_returns(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var proxy = await mesh.ObserveSidecarAsync("client", ct);
            await mesh.ApplyAsync("before.yaml", ct);
            await proxy.Endpoints(Before).BecomeAsync(["4.4.4.21:80"], ct);
            await proxy.Clusters.UntilAsync(c => c.ContainsKey(Before), ct);

            await mesh.ControlPlane.StopAsync(ct);
            var change = mesh.ApplyAsync("meanwhile.yaml", ct);
            var newcomerFailed = await FailsAsync(mesh, ct);
            var (kept, waits) = (Has(proxy, Before, "4.4.4.21:80"), !change.IsCompleted && !Has(proxy, Meanwhile, "4.4.4.22:80"));

            var back = proxy.NextPushAsync(XdsType.Clusters, ct);
            await mesh.ControlPlane.StartAgainAsync(ct);
            if (!(await back).Names.Contains(Before))
            {
                return Verdict.Reproduced($"when the control plane returned it took from the proxy what it had: {await back}");
            }

            await change;
            await proxy.Endpoints(Meanwhile).BecomeAsync(["4.4.4.22:80"], ct);
            await using var newcomer = await mesh.ObserveSidecarAsync("newcomer", ct);
            await newcomer.Endpoints(Meanwhile).BecomeAsync(["4.4.4.22:80"], ct);

            return (kept, waits, newcomerFailed) switch
            {
                (true, true, true) => Verdict.Absent("meanwhile the proxy kept its configuration, a new one got none, and afterwards both have the change"),
                (false, _, _) => Verdict.Reproduced("the proxy lost its configuration during the outage"),
                _ => Verdict.Inconclusive($"the change waited: {waits}; the new proxy got nothing: {newcomerFailed}"),
            };
        },
        ask: request => request with { Restart = RestartPolicy.OnDemand });

    private static bool Has(Observer proxy, string cluster, string endpoint) =>
        proxy.Clusters.Current.ContainsKey(cluster) && proxy.Endpoints(cluster).Current.Contains(endpoint);

    private static async Task<bool> FailsAsync(Mesh mesh, CancellationToken ct)
    {
        try
        {
            await using var newcomer = await mesh.ObserveSidecarAsync("newcomer", ct);
            return false;
        }
        catch (XdsException)
        {
            return true;
        }
    }
}
