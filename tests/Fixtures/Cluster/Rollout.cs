using IstioRegressions.Meshes;
using k8s;
using k8s.Models;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>Waits for the workloads of a namespace, and says what keeps one from getting ready.</summary>
internal static class Rollout
{
    /// <summary>Waits until each Deployment, StatefulSet and DaemonSet of a namespace has its pods, of its last template alone, and ready.</summary>
    /// <exception cref="MeshException">One has not in time, or never will; the message says what its pods say.</exception>
    public static async Task FinishedAsync(KubernetesApi api, string @namespace, TimeSpan within, CancellationToken ct)
    {
        var waiting = "";
        try
        {
            await Polling.UntilAsync($"the workloads of {@namespace} on {api.Name} are ready", within, AskAsync, () => "", ct);
        }
        catch (TimeoutException e)
        {
            var why = await PodTrouble.DescribeAsync(api, await PodsAsync(api, @namespace, ct), ct);
            throw new MeshException($"{waiting} of {@namespace} on {api.Name} is not ready after {within.TotalSeconds:0} s: {why}", e);
        }

        async Task<bool> AskAsync(CancellationToken ct)
        {
            if ((await PodsAsync(api, @namespace, ct)).Select(PodTrouble.WhyNever).FirstOrDefault(why => why is not null) is { } never)
            {
                throw new MeshException($"a pod of {@namespace} on {api.Name} cannot start: {never}") { IsOurs = true };
            }

            waiting = await UnfinishedAsync(api, @namespace, ct) ?? "";
            return waiting.Length == 0;
        }
    }

    /// <summary>Why a pod of a namespace can never start, when that is seen.</summary>
    /// <exception cref="TimeoutException">It was not seen.</exception>
    public static async Task<string> NeverAsync(KubernetesApi api, string @namespace, TimeSpan within, CancellationToken ct)
    {
        string? why = null;
        await Polling.UntilAsync(
            "a pod that cannot start", within, async ct => (why = (await PodsAsync(api, @namespace, ct)).Select(PodTrouble.WhyNever).FirstOrDefault(w => w is not null)) is not null, () => "", ct);
        return why!;
    }

    private static async Task<IReadOnlyList<V1Pod>> PodsAsync(KubernetesApi api, string @namespace, CancellationToken ct) =>
        [.. (await api.Client.CoreV1.ListNamespacedPodAsync(@namespace, cancellationToken: ct)).Items];

    private static async Task<string?> UnfinishedAsync(KubernetesApi api, string @namespace, CancellationToken ct)
    {
        var apps = api.Client.AppsV1;
        foreach (var d in (await apps.ListNamespacedDeploymentAsync(@namespace, cancellationToken: ct)).Items)
        {
            if (!Has(d.Metadata, d.Status.ObservedGeneration, d.Spec.Replicas ?? 1, d.Status.UpdatedReplicas, d.Status.AvailableReplicas, d.Status.Replicas))
            {
                return $"Deployment {d.Name()}";
            }
        }

        foreach (var s in (await apps.ListNamespacedStatefulSetAsync(@namespace, cancellationToken: ct)).Items)
        {
            if (!Has(s.Metadata, s.Status.ObservedGeneration, s.Spec.Replicas ?? 1, s.Status.UpdatedReplicas, s.Status.ReadyReplicas, s.Status.Replicas))
            {
                return $"StatefulSet {s.Name()}";
            }
        }

        foreach (var s in (await apps.ListNamespacedDaemonSetAsync(@namespace, cancellationToken: ct)).Items)
        {
            if (!Has(s.Metadata, s.Status.ObservedGeneration, s.Status.DesiredNumberScheduled, s.Status.UpdatedNumberScheduled, s.Status.NumberAvailable, s.Status.DesiredNumberScheduled))
            {
                return $"DaemonSet {s.Name()}";
            }
        }

        return null;
    }

    // A status that was not written yet has nothing in it.
    private static bool Has(V1ObjectMeta meta, long? observed, int wanted, int? updated, int? ready, int? all) =>
        observed >= meta.Generation && (updated ?? 0) == wanted && (ready ?? 0) == wanted && (all ?? 0) == wanted;
}
