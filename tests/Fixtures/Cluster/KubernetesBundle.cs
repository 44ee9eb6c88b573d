using System.Text.Json;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;
using k8s;
using k8s.Autorest;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// What a cluster says of a scenario that went wrong: <c>NAMESPACE/events.txt</c>, each pod's description and its logs
/// (the previous container's too), and what the control plane knows of its proxies.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="folder">Where it goes.</param>
internal sealed class KubernetesBundle(KubernetesApi api, string folder)
{
    private static readonly string[] Pages = ["/debug/syncz", "/debug/configz"];

    /// <summary>Writes it. What cannot be had is said in its place: a bundle is for when things are broken.</summary>
    public async Task WriteAsync(IEnumerable<string> namespaces, PilotHttp pilot, CancellationToken ct)
    {
        foreach (var @namespace in namespaces)
        {
            var of = Directory.CreateDirectory(Path.Combine(folder, @namespace)).FullName;
            await KeepAsync(Path.Combine(of, "events.txt"), () => EventsAsync(@namespace, ct));
            var pods = new List<JsonElement>();
            await KeepAsync(Path.Combine(of, "pods.json"), async () =>
            {
                pods = [.. (await api.GetAsync($"api/v1/namespaces/{@namespace}/pods", ct))?.GetProperty("items").EnumerateArray() ?? []];
                return JsonSerializer.Serialize(pods, RunFolder.Json);
            });
            foreach (var (pod, container) in pods.SelectMany(Containers))
            {
                await KeepAsync(Path.Combine(of, $"{pod}.{container}.log"), () => LogAsync(@namespace, pod, container, previous: false, ct));
                await KeepAsync(Path.Combine(of, $"{pod}.{container}.previous.log"), () => LogAsync(@namespace, pod, container, previous: true, ct));
            }
        }

        foreach (var page in Pages)
        {
            await KeepAsync(Path.Combine(folder, $"{Path.GetFileName(page)}.json"), () => pilot.GetAsync(page, ct));
        }
    }

    private static async Task KeepAsync(string file, Func<Task<string>> get)
    {
        string text;
        try
        {
            text = await get();
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException or MeshException)
        {
            text = $"(not to be had: {(e as HttpOperationException)?.Response.Content ?? e.Message})";
        }

        await File.WriteAllTextAsync(file, text, CancellationToken.None);
    }

    private async Task<string> EventsAsync(string @namespace, CancellationToken ct)
    {
        var events = (await api.Client.CoreV1.ListNamespacedEventAsync(@namespace, cancellationToken: ct)).Items;
        return string.Join('\n', events.OrderBy(e => e.LastTimestamp).Select(e => $"{e.LastTimestamp:O} {e.Type} {e.InvolvedObject.Kind}/{e.InvolvedObject.Name} {e.Reason}: {e.Message}"));
    }

    private async Task<string> LogAsync(string @namespace, string pod, string container, bool previous, CancellationToken ct)
    {
        using var log = await api.Client.CoreV1.ReadNamespacedPodLogAsync(pod, @namespace, container: container, previous: previous, cancellationToken: ct);
        using var reader = new StreamReader(log);
        return await reader.ReadToEndAsync(ct);
    }

    private static IEnumerable<(string Pod, string Container)> Containers(JsonElement pod) =>
        pod.GetProperty("spec").GetProperty("containers").EnumerateArray()
            .Select(c => (pod.GetProperty("metadata").GetProperty("name").GetString()!, c.GetProperty("name").GetString()!));
}
