using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

public sealed partial class HeadlessStatefulSetMtls
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMinutes(1);

    // A policy is with every proxy long before: configuration takes 12 s at most.
    private static readonly TimeSpan SettledWithin = TimeSpan.FromSeconds(30);

    /// <summary>The pod of a StatefulSet is called by its own address, in plain text first and then with mutual TLS, beside an older headless Service of the port.</summary>
    [SkippableTheory, IstioVersions(Aspect = "on-kubernetes")]
    [Needs(Capabilities.Kubernetes | Capabilities.Workloads | Capabilities.Sidecars | Capabilities.Xds)]
    public Task A_pod_of_a_StatefulSet_is_reached_by_its_address_with_mutual_TLS(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var pods = KubernetesMesh.Of(mesh);
            await mesh.ApplyAsync("headless-legacy.yaml", ct);
            await pods.DeployAsync(await mesh.ReadAsync("headless-store.yaml", ct), ct);
            var url = $"http://{(await pods.PodsAsync("store", ct))[0].Status.PodIP}:7000/";
            if (await UntilAsync(pods, url, c => c.IsAnswered, AnswersWithin, ct) is { IsAnswered: false } unanswered)
            {
                return Verdict.Inconclusive($"the pod is not even reached in plain text: {unanswered}");
            }

            await mesh.ApplyAsync("headless-mutual.yaml", ct);
            await UntilAsync(pods, url, c => !c.IsAnswered, SettledWithin, ct); // until the policy is there: where it stays well, nothing tells
            var call = await UntilAsync(pods, url, c => c.IsAnswered, SettledWithin, ct);
            return call.IsAnswered
                ? Verdict.Absent($"the pod answers by its address with mutual TLS: {call}")
                : Verdict.Reproduced($"the pod answered in plain text, and with mutual TLS it cannot be reached by its address: {call}");
        },
        budget: TimeSpan.FromMinutes(20));

    /// <summary>The last call, when it came to what is awaited or the time was over.</summary>
    private static async Task<PodCall> UntilAsync(KubernetesMesh mesh, string url, Func<PodCall, bool> isSo, TimeSpan within, CancellationToken ct)
    {
        PodCall? last = null;
        try
        {
            await Polling.UntilAsync("the pod answers as awaited", within, async ct => isSo(last = await mesh.CallAsync("client", url, ct)), () => $"{last}", ct);
        }
        catch (TimeoutException)
        {
            // What was answered last is what is judged.
        }

        return last!;
    }
}
