using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes.Workloads;

namespace IstioRegressions.Scenarios;

/// <summary>
/// The sidecar of a pod that is deleted takes no new connections while its application is still in its preStop hook (istio/istio#7136).
/// </summary>
[Regression("sidecar-sigterm-drain")]
public sealed partial class SidecarSigtermDrain(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    // Published: a hook of 15 s, of which a failure 2 s before the application ends is none of the application's own.
    private const double Margin = 2.0 / 15;

    private static readonly TimeSpan Hook = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(100);

    // A request that takes longer has failed; a busy machine alone does not make one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [SkippableTheory, IstioVersions]
    [Needs(Capabilities.Xds | Capabilities.Workloads | Capabilities.Sidecars | Capabilities.PodAddresses)]
    public Task New_connections_reach_a_pod_until_its_application_ends(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            const double scale = 0.2;
            var hook = Hook * scale;
            await using var web = await mesh.DeployAsync(
                new WorkloadRequest("web") { Manifest = "web.yaml", Sidecar = mesh.SidecarOf(scale), PreStop = hook, Grace = 2 * hook },
                ct);
            var calls = new TrafficOptions { Server = web.Pods[0], Rate = 1 / (BetweenCalls * scale).TotalSeconds, KeepAlive = false, Timeout = Patience };

            var before = await TrafficRun.RunAsync(calls with { Requests = 10 }, ct);
            await using var load = TrafficRun.Start(calls);
            await web.DeletePodAsync(ct);
            var report = await load.StopAsync(ct);

            await mesh.RecordAsync("load.txt", System.Text.Encoding.UTF8.GetBytes(report.ToString()), ct);
            await mesh.RecordAsync("load.json", JsonSerializer.SerializeToUtf8Bytes(report, RunFolder.Json), ct);
            await mesh.RecordAsync("pod.json", web.ToJson(), ct);
            return before.Failed > 0
                ? Verdict.Inconclusive($"{before.Failed} of {before.Failed + before.Successful} calls failed before the pod was deleted")
                : Judged(report, web.Events, hook);
        });

    private static Verdict Judged(TrafficReport report, IReadOnlyList<PodEvent> events, TimeSpan hook)
    {
        DateTimeOffset At(PodEventKind kind) => events.First(e => e.Kind == kind).At;
        if (report.Failures is not [var first, ..])
        {
            return Verdict.Inconclusive("no call failed, not even after the pod had ended");
        }

        var (failed, deleted, ended) = (report.Started + first.First, At(PodEventKind.Deleted), At(PodEventKind.ApplicationTerminated));
        var early = (ended - failed) / hook;
        var seen = FormattableString.Invariant(
            $"the first call failed ({first.Cause}) {(failed - deleted).TotalSeconds:0.00} s after the deletion, the application got SIGTERM after {(ended - deleted).TotalSeconds:0.00} s; {report.Successful} calls succeeded");
        return failed < deleted ? Verdict.Inconclusive($"a call failed before the pod was deleted: {seen}")
            : early > Margin ? Verdict.Reproduced($"new connections fail while the application is in its hook: {seen}")
            : Verdict.Absent($"new connections reach the application until it ends: {seen}");
    }
}
