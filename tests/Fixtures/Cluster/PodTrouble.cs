using k8s;
using k8s.Autorest;
using k8s.Models;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>What keeps a pod from getting ready, in words that say what to do.</summary>
internal static class PodTrouble
{
    private const int LastLines = 8;

    /// <summary>Why a pod can never start; null where it still may.</summary>
    public static string? WhyNever(V1Pod pod) => Containers(pod)
        .Where(c => c.State?.Waiting is { Reason: "ErrImageNeverPull" or "ImagePullBackOff" or "InvalidImageName" })
        .Select(c => $"no image {c.Image}: {c.State.Waiting.Message}. Give archives of images with ISTIO_IMAGES, another hub with ISTIO_HUB, or your own image of the pilot with ISTIO_PILOT_IMAGE")
        .FirstOrDefault();

    /// <summary>What pods that are not ready say, with the last lines of containers that ended.</summary>
    public static async Task<string> DescribeAsync(KubernetesApi api, IEnumerable<V1Pod> pods, CancellationToken ct)
    {
        var said = new List<string>();
        foreach (var pod in pods.Where(p => p.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) != true))
        {
            var containers = Containers(pod).Where(c => !c.Ready && c.State?.Terminated is not { ExitCode: 0 }).ToList();
            foreach (var container in containers)
            {
                said.Add($"{pod.Name()}/{container.Name} is {StateOf(container)}{await LinesAsync(api, pod, container, ct)}");
            }

            if (containers.Count == 0)
            {
                said.Add($"{pod.Name()} is {pod.Status?.Phase}{Unscheduled(pod)}");
            }
        }

        return said.Count == 0 ? "there is no pod that is not ready" : string.Join("; ", said);
    }

    private static IEnumerable<V1ContainerStatus> Containers(V1Pod pod) => [.. pod.Status?.InitContainerStatuses ?? [], .. pod.Status?.ContainerStatuses ?? []];

    private static string StateOf(V1ContainerStatus container) =>
        (container.State switch
        {
            { Waiting: { } waiting } => $"waiting: {waiting.Reason} {waiting.Message}".TrimEnd(),
            { Terminated: { } ended } => Ended(ended),
            _ => "running and not ready",
        })
        + (container.RestartCount == 0 ? "" : $", restarted {container.RestartCount} times")
        + (container.State?.Terminated is null && container.LastState?.Terminated is { } last ? $", the last time {Ended(last)}" : "");

    private static string Ended(V1ContainerStateTerminated ended) => $"ended with {ended.ExitCode} {ended.Reason} {ended.Message}".TrimEnd();

    private static string Unscheduled(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" }) is { } condition ? $": {condition.Message}" : "";

    private static async Task<string> LinesAsync(KubernetesApi api, V1Pod pod, V1ContainerStatus container, CancellationToken ct)
    {
        var previous = container.State?.Terminated is null;
        if (previous && container.LastState?.Terminated is null)
        {
            return "";
        }

        try
        {
            using var log = await api.Client.CoreV1.ReadNamespacedPodLogAsync(pod.Name(), pod.Namespace(), container: container.Name, previous: previous, tailLines: LastLines, cancellationToken: ct);
            using var reader = new StreamReader(log);
            return "; its last lines:\n" + string.Join('\n', (await reader.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"  {l}"));
        }
        catch (HttpOperationException e)
        {
            return $" (its log cannot be read: {e.Response.Content})";
        }
    }
}
