namespace IstioRegressions.Scenarios;

/// <summary>
/// The cluster of a DNS ServiceEntry that selects workloads also lists the entry's own host (istio/istio#26098).
/// </summary>
[Regression("dns-serviceentry-selector")]
public sealed class DnsServiceEntrySelector(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|80||details.example.com";

    [SkippableTheory, IstioVersions]
    public Task A_selected_workload_is_the_only_endpoint(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("workload.yaml", ct);
            await mesh.ApplyAsync("service-entry.yaml", ct);
            var endpoints = await sidecar.Endpoints(Cluster).UntilAsync(e => e.Contains("vm1.example.com:80"), ct);

            return endpoints switch
            {
                ["details.example.com:80", "vm1.example.com:80"] => Verdict.Reproduced($"Envoy is to find the entry's own host too: {endpoints}"),
                ["vm1.example.com:80"] => Verdict.Absent($"the selected workload is the only endpoint: {endpoints}"),
                _ => Verdict.Inconclusive($"expected vm1.example.com, was sent {endpoints}"),
            };
        });
}
