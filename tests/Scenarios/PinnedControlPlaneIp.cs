using System.Globalization;
using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Meshes.Workloads;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A sidecar whose bootstrap has the address of the control plane's pod never comes back when the control plane has moved; one that
/// asks its Service does (istio/istio#4822, istio/istio#5535).
/// </summary>
[Regression("pinned-control-plane-ip")]
public sealed class PinnedControlPlaneIp(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string After = "outbound|80||after.example.com::4.4.4.21:80\n";

    // One may have begun before all was there, the second has not.
    private const int Attempts = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [SkippableTheory, IstioVersions]
    [Needs(Capabilities.Xds | Capabilities.Workloads | Capabilities.Sidecars | Capabilities.PodAddresses | Capabilities.Outages)]
    public Task A_sidecar_finds_the_control_plane_where_it_has_moved_to(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var sidecar = mesh.SidecarOf(scale: 0.1);
            await using var remote = await mesh.DeployAsync(new WorkloadRequest("remote") { Manifest = "remote.yaml", Sidecar = sidecar }, ct);
            await using var follower = await mesh.DeployAsync(
                new WorkloadRequest("follower") { Manifest = "follower.yaml", Sidecar = sidecar with { IsPinned = false } }, ct);

            await mesh.MoveControlPlaneAsync(ct);
            await mesh.ApplyAsync("after-the-move.yaml", ct);
            await Polling.UntilAsync("the sidecar that asks the Service has the change", Patience, ct => HasAsync(follower, ct), () => "it has not", ct);

            var (before, has, stats) = (Failures(await StatsAsync(remote, ct)), false, "");
            await Polling.UntilAsync("the other has it, or has asked for it in vain", Patience, AskAsync, () => stats, ct);
            await mesh.RecordAsync("stats.txt", Encoding.UTF8.GetBytes(stats), ct);
            return (has, stats.Contains("control_plane.connected_state: 0\n", StringComparison.Ordinal)) switch
            {
                (true, false) => Verdict.Absent("both sidecars have what changed after the control plane had moved"),
                (false, true) => Verdict.Reproduced(
                    $"the sidecar lacks what changed after the control plane had moved, and asked for it {Failures(stats) - before} times in vain since the one that asks its Service has it"),
                _ => Verdict.Inconclusive($"the sidecar has the change: {has}; its statistics: {stats}"),
            };

            async Task<bool> AskAsync(CancellationToken ct)
            {
                (has, stats) = (await HasAsync(remote, ct), await StatsAsync(remote, ct));
                return has || Failures(stats) - before >= Attempts;
            }
        },
        ask: request => request with { Restart = RestartPolicy.OnDemand });

    private static async Task<bool> HasAsync(Workload workload, CancellationToken ct) =>
        (await workload.AskSidecarsAsync("/clusters", ct))[0].Contains(After, StringComparison.Ordinal);

    private static async Task<string> StatsAsync(Workload workload, CancellationToken ct) => (await workload.AskSidecarsAsync("/stats", ct))[0];

    /// <summary>How often it lost the control plane, or asked in vain.</summary>
    private static int Failures(string stats)
    {
        const string name = "cluster_manager.cds.update_failure: ";
        return int.Parse(stats.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
    }
}
