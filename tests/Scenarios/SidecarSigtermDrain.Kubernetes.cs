using System.Globalization;
using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

public sealed partial class SidecarSigtermDrain
{
    private const int Users = 25; // siege's own number

    private static readonly TimeSpan ServesWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OnKubernetes = TimeSpan.FromMinutes(20);

    /// <summary>As published: nginx behind a node port is restarted under siege, without and with a preStop hook, without and with a sidecar.</summary>
    [SkippableTheory, IstioVersions]
    [Needs(Capabilities.Kubernetes | Capabilities.Workloads | Capabilities.Sidecars)]
    public Task A_rolling_restart_under_load_fails_no_request_of_a_pod_that_has_a_hook(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var nginx = await mesh.ReadAsync("nginx.yaml", ct);
            var failed = new Dictionary<DrainCell, TrafficReport>();
            foreach (var cell in DrainCell.All)
            {
                failed[cell] = await RestartedAsync(KubernetesMesh.Of(mesh), cell, cell.In(nginx, Hook), ct);
                await mesh.RecordAsync($"load-{cell}.txt", Encoding.UTF8.GetBytes(failed[cell].ToString()), ct);
            }

            return DrainCell.Judge(failed);
        },
        budget: OnKubernetes);

    /// <summary>The same by the pod's own address: a new connection every 100 ms while it is deleted, with hook and sidecar.</summary>
    [SkippableTheory, IstioVersions]
    [Needs(Capabilities.Kubernetes | Capabilities.Workloads | Capabilities.Sidecars)]
    public Task New_connections_from_a_pod_reach_another_until_its_application_ends(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var (pods, cell) = (KubernetesMesh.Of(mesh), new DrainCell(Sidecar: true, Hook: true));
            await pods.ApplyAsync(cell.In(await mesh.ReadAsync("nginx.yaml", ct), Hook), ct);
            await pods.DeployAsync(await mesh.ReadAsync("client.yaml", ct), ct);
            var pod = (await pods.PodsAsync($"{cell}", ct))[0];

            var calls = new List<PodCall>();
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var calling = pods.CallRepeatedlyAsync("client", $"http://{pod.Status.PodIP}/", BetweenCalls, call => calls.Add(call), enough.Token);
            await Polling.UntilAsync("the pod answers its client", ServesWithin, _ => Task.FromResult(calls.ToArray() is [.., { IsAnswered: true }]), () => $"{calls.LastOrDefault()}", ct);
            var deleted = TimeProvider.System.GetUtcNow();
            await pods.DeletePodAsync(pod, ct);
            await enough.CancelAsync();
            await calling.ContinueWith(_ => { }, TaskScheduler.Default);

            var after = calls.Where(c => c.At > deleted).ToList();
            await mesh.RecordAsync("calls.txt", Encoding.UTF8.GetBytes(string.Join('\n', after.Select(c => string.Create(CultureInfo.InvariantCulture, $"{(c.At - deleted).TotalSeconds:0.00} s: {c}")))), ct);
            return DrainCell.Judge([.. after.Select(c => (c.At - deleted, c.IsAnswered))], Hook, Margin);
        },
        budget: OnKubernetes);

    private static async Task<TrafficReport> RestartedAsync(KubernetesMesh mesh, DrainCell cell, Manifest nginx, CancellationToken ct)
    {
        await mesh.DeployAsync(nginx, ct);
        var siege = new TrafficOptions { Server = await mesh.AddressAsync($"{cell}", 80, ct), Users = Users, Timeout = Patience };
        await Polling.UntilAsync($"{cell} answers", ServesWithin, async ct => (await TrafficRun.RunAsync(siege with { Users = 1, Requests = 1 }, ct)).Failed == 0, () => "", ct);

        await using var load = TrafficRun.Start(siege);
        await mesh.RestartAsync($"{cell}", ct);
        var report = await load.StopAsync(ct);
        await mesh.DeleteAsync(nginx, ct);
        return report;
    }
}
