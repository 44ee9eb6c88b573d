using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;
using IstioRegressions.Meshes.Workloads;

namespace IstioRegressions.Scenarios;

/// <content>The upgrade of a workload that is called meanwhile: first the control plane, then each pod with the new sidecar.</content>
public sealed partial class ZeroDowntimeUpgrade
{
    private const string Aspect = "under-load";
    private const Capabilities UnderLoad = Capabilities.Xds | Capabilities.Workloads | Capabilities.Sidecars | Capabilities.PodAddresses | Capabilities.Outages;

    // No duration is published. The application is in its hook for as long as Istio's sidecars drain, and the endpoint of a
    // deleted pod goes long before that.
    private static readonly TimeSpan Hook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndpointLag = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [SkippableTheory, Needs(UnderLoad), IstioVersions(Aspect = Aspect)]
    public Task One_replica_is_upgraded_without_a_failed_request(IstioRow istio) => UpgradedUnderLoad(istio, replicas: 1);

    // Sixteen processes a row: asked for, and not part of every run.
    [SkippableTheory, Needs(UnderLoad), IstioVersions(Aspect = Aspect), Trait("Scale", "Published")]
    public Task Three_replicas_are_upgraded_without_a_failed_request(IstioRow istio) => UpgradedUnderLoad(istio, replicas: 3);

    private Task UpgradedUnderLoad(IstioRow istio, int replicas, [CallerMemberName] string theory = "") =>
        Judge(istio, async (mesh, ct) =>
        {
            const double scale = 0.3;
            await using var shop = await mesh.DeployAsync(
                new WorkloadRequest("shop")
                {
                    Replicas = replicas, Manifest = "pods.yaml", Sidecar = mesh.SidecarOf(scale, Before(mesh.Version)),
                    PreStop = Hook * scale, Grace = 4 * Hook * scale, EndpointLag = EndpointLag * scale,
                },
                ct);
            var calls = new TrafficOptions { Server = shop.Service, Users = 5, KeepAlive = false, Pause = TimeSpan.FromMilliseconds(50), Timeout = Patience };
            await using var load = TrafficRun.Start(calls);

            await mesh.UpgradeAsync(ct);
            string? stuck = null;
            try
            {
                await shop.UpgradeAsync(mesh.SidecarOf(scale, mesh.Version), ct);
            }
            catch (MeshException e)
            {
                stuck = e.Message;
            }

            var report = await load.StopAsync(ct);
            await mesh.RecordAsync("load.txt", Encoding.UTF8.GetBytes($"{report}"), ct);
            await mesh.RecordAsync("load.json", JsonSerializer.SerializeToUtf8Bytes(report, RunFolder.Json), ct);
            await mesh.RecordAsync("pod.json", shop.ToJson(), ct);
            return stuck is not null
                ? Verdict.Inconclusive($"no pod with a sidecar of {mesh.Version} comes up beside those of {Before(mesh.Version)}: {stuck}")
                : Told(report, shop.Events, Replaced(await ConnectedAsync(mesh, replicas, ct), await OwnVersionsAsync(shop, ct), mesh.Version, replicas));
        },
        ask: request => request with { Before = Before(request.Version), Restart = RestartPolicy.OnDemand },
        theory: theory);

    /// <summary>Whether the control plane and the proxies themselves say that all are of the new version, and what they say.</summary>
    private static (bool All, string Said) Replaced(IReadOnlyList<string> listed, IReadOnlyList<string> own, IstioVersion version, int replicas) => (
        new[] { listed, own }.All(versions => versions.Count == replicas && versions.All(v => v == version.ToString())),
        $"the control plane counts {Counted(listed)}, and they themselves say {Counted(own)}");

    private static Verdict Told(TrafficReport load, IReadOnlyList<PodEvent> events, (bool All, string Said) replaced)
    {
        var requests = $"{load.Failed} of {load.Failed + load.Successful} requests failed";
        if (!replaced.All)
        {
            return Verdict.Reproduced($"in the end not every proxy is of the new version: {replaced.Said}; {requests}");
        }

        if (load.FirstFailure is not { } first)
        {
            return load.Successful == 0 ? Verdict.Inconclusive("no request was made") : Verdict.Absent($"{requests}; {replaced.Said}");
        }

        var after = load.Started + first - events.First(e => e.Kind == PodEventKind.Deleted).At;
        var causes = string.Join(", ", load.FailedBy.Select(f => $"{f.Key} {f.Value}"));
        return Verdict.Reproduced(FormattableString.Invariant(
            $"{requests} ({causes}), the first {after.TotalSeconds:0.00} s after the first old pod was deleted; {replaced.Said}"));
    }

    private static async Task<IReadOnlyList<string>> OwnVersionsAsync(Workload workload, CancellationToken ct)
    {
        return [.. (await workload.AskSidecarsAsync("/server_info", ct)).Select(VersionOf)];

        static string VersionOf(string page)
        {
            using var json = JsonDocument.Parse(page);
            return json.RootElement.GetProperty("node").GetProperty("metadata").GetProperty("ISTIO_VERSION").GetString() ?? "";
        }
    }
}
