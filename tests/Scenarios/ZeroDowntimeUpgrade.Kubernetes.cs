using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

public sealed partial class ZeroDowntimeUpgrade
{
    private const int Users = 25;

    private static readonly TimeSpan ListedOnKubernetes = TimeSpan.FromMinutes(1);

    /// <summary>As published: definitions and control plane first, then a rolling restart; in the end no proxy is of the old version.</summary>
    [SkippableTheory, IstioVersions]
    [Needs(Capabilities.Kubernetes | Capabilities.Workloads | Capabilities.Sidecars | Capabilities.Outages | Capabilities.Xds)]
    public Task Every_pod_has_a_proxy_of_the_new_version_after_a_rolling_restart(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var pods = KubernetesMesh.Of(mesh);
            await pods.DeployAsync(await mesh.ReadAsync("deployment.yaml", ct), ct);
            var old = await ListedAsync(pods, ct);
            await using var load = TrafficRun.Start(new TrafficOptions { Server = await pods.AddressAsync("app", 80, ct), Users = Users, KeepAlive = false });

            await mesh.UpgradeAsync(ct);
            await pods.RestartAsync("app", ct);
            var report = await load.StopAsync(ct);
            await mesh.RecordAsync("load.txt", Encoding.UTF8.GetBytes(report.ToString()), ct);

            return Told(old, await ListedAsync(pods, ct), Before(mesh.Version), mesh.Version, report.Failed);
        },
        ask: request => request with { Before = Before(request.Version), Restart = RestartPolicy.OnDemand },
        budget: TimeSpan.FromMinutes(30));

    /// <summary>The verdict on the versions that proxies say they are, by pod, before and after.</summary>
    internal static Verdict Told(IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> now, IstioVersion before, IstioVersion version, long failed)
    {
        var counted = string.Join(", ", now.Values.CountBy(v => v).Select(v => $"{v.Key} ({v.Value} proxies)").DefaultIfEmpty("none"));
        return old.Count != Replicas || old.Values.Any(v => v != $"{before}")
            ? Verdict.Inconclusive($"before the upgrade there were not {Replicas} proxies at {before}: {string.Join(", ", old.Values)}")
            : now.Count != Replicas || now.Values.Any(v => v != $"{version}")
            ? Verdict.Reproduced($"after the rolling restart there are {counted}, of {Replicas} at {version}")
            : failed > 0
            ? Verdict.Inconclusive($"every proxy is at {version}, and {failed} requests failed on the way")
            : Verdict.Absent($"no request failed, and in the end there are {counted}");
    }

    /// <summary>The proxies that are listed, once there are as many as pods.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> ListedAsync(KubernetesMesh mesh, CancellationToken ct)
    {
        IReadOnlyDictionary<string, string> listed = new Dictionary<string, string>();
        try
        {
            await Polling.UntilAsync("as many proxies are listed as there are pods", ListedOnKubernetes, async ct => (listed = await mesh.ProxyVersionsAsync(ct)).Count == Replicas, () => "", ct);
        }
        catch (TimeoutException)
        {
            // What was seen last is what is judged.
        }

        return listed;
    }
}
