using System.Net.WebSockets;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// What a cluster says of a scenario that went wrong, in the layout of <see cref="FailureBundle"/>: events, each pod's
/// description and its logs (the previous container's too) and its proxy's configuration, and which configuration the control plane sent each proxy.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="folder">Where it goes.</param>
internal sealed class KubernetesBundle(KubernetesApi api, string folder)
{
    private readonly FailureBundle _bundle = new(folder);

    /// <summary>Writes it. What cannot be had is said in its place: a bundle is for when things are broken.</summary>
    public async Task WriteAsync(IEnumerable<string> namespaces, PilotHttp pilot, CancellationToken ct)
    {
        foreach (var @namespace in namespaces)
        {
            var pods = new List<V1Pod>();
            await KeepAsync(_bundle.Events(@namespace), async () =>
            {
                pods = [.. (await api.Client.CoreV1.ListNamespacedPodAsync(@namespace, cancellationToken: ct)).Items];
                var events = (await api.Client.CoreV1.ListNamespacedEventAsync(@namespace, cancellationToken: ct)).Items;
                return KubernetesYaml.SerializeAll(events.OrderBy(e => e.LastTimestamp ?? e.Metadata.CreationTimestamp));
            });
            foreach (var pod in pods)
            {
                await KeepAsync(_bundle.Description(@namespace, pod.Name()), () => Task.FromResult(KubernetesYaml.Serialize(pod)));
                foreach (var (container, previous) in pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).SelectMany(c => new[] { (c.Name, false), (c.Name, true) }))
                {
                    await KeepAsync(_bundle.Log(@namespace, pod.Name(), container, previous), () => LogAsync(@namespace, pod.Name(), container, previous, ct));
                }

                if (new PodCalls(api, pod) is { HasSidecar: true } calls)
                {
                    await KeepAsync(_bundle.ConfigDump(@namespace, pod.Name()), () => calls.ConfigDumpAsync(ct));
                }
            }
        }

        await KeepAsync(_bundle.SyncStatus, () => pilot.GetAsync("/debug/syncz", ct));
    }

    private static async Task KeepAsync(string file, Func<Task<string>> get)
    {
        string text;
        try
        {
            text = await get();
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException or MeshException or KubernetesException or WebSocketException)
        {
            text = $"(not to be had: {(e as HttpOperationException)?.Response.Content ?? e.Message})";
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, CancellationToken.None);
    }

    private async Task<string> LogAsync(string @namespace, string pod, string container, bool previous, CancellationToken ct)
    {
        using var log = await api.Client.CoreV1.ReadNamespacedPodLogAsync(pod, @namespace, container: container, previous: previous, cancellationToken: ct);
        using var reader = new StreamReader(log);
        return await reader.ReadToEndAsync(ct);
    }
}
