using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>Installs the definitions and the pilot of a version, and removes exactly what it installed.</summary>
/// <param name="api">The cluster.</param>
/// <param name="objects">The pilot.</param>
/// <param name="release">The directory of its release; null where its pilot makes its own definitions.</param>
internal sealed class PilotInstallation(KubernetesApi api, PilotObjects objects, string? release)
{
    private const string Crds = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private static readonly TimeSpan EstablishedWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GoneWithin = TimeSpan.FromMinutes(2);

    private readonly List<string> _made = [];

    /// <summary>Whose definitions of the release a cluster has already; a control plane that is not ours.</summary>
    /// <exception cref="MeshException">Istio, or a part of it, is there.</exception>
    public async Task RefuseExistingAsync(CancellationToken ct)
    {
        if (await api.GetAsync($"api/v1/namespaces/{PilotObjects.Namespace}", ct) is not null)
        {
            throw new MeshException(
                $"{api.Name} has a namespace {PilotObjects.Namespace} already, and what is in it is left alone; remove it, or judge the Istio that is there with ISTIO_INSTALL=none") { IsOurs = true };
        }

        var there = (await NamesAsync(ct)).Where(n => n.EndsWith(".istio.io", StringComparison.Ordinal)).ToList();
        if (there.Count > 0)
        {
            throw new MeshException($"{api.Name} has {there.Count} custom resource definitions of Istio already, {there[0]} among them, and they are left alone; remove them, or use another cluster") { IsOurs = true };
        }
    }

    /// <summary>Installs the definitions, waits until they are established, and applies the rest but the Deployment.</summary>
    /// <exception cref="InstallationException">The release has no definitions.</exception>
    /// <exception cref="MeshException">They are not established in time.</exception>
    /// <exception cref="ManifestException">The cluster refuses an object.</exception>
    public async Task InstallAsync(CancellationToken ct)
    {
        var plan = InstallPlan.Pilot(ReleaseList.Default.For(objects.Version), objects.Image, release);
        var definitions = plan.SelectMany(step => step.Objects).Where(o => o.IsDefinition).DistinctBy(o => o.Name).ToList();
        await Parallel.ForEachAsync(definitions, ct, async (definition, ct) =>
        {
            await api.ApplyAsync(definition.Source, ManifestObject.Parse(new Manifest(definition.Source, definition.Yaml))[0], "", ct);
            lock (_made)
            {
                _made.Add($"{Crds}/{definition.Name}");
            }
        });
        await EstablishedAsync(definitions.Select(d => d.Name).ToHashSet(StringComparer.Ordinal), ct);

        foreach (var o in ManifestObject.Parse(new Manifest("pilot", objects.Base)))
        {
            await api.ApplyAsync("pilot", o, PilotObjects.Namespace, ct);
            if (o.Key.Kind is "Namespace" or "ClusterRoleBinding")
            {
                _made.Add(o.Key.Kind == "Namespace" ? $"api/v1/namespaces/{o.Key.Name}" : $"apis/rbac.authorization.k8s.io/v1/clusterrolebindings/{o.Key.Name}");
            }
        }
    }

    /// <summary>Runs a new pod of the pilot, and returns when it is ready.</summary>
    /// <param name="memoryLimit">What its container may use, in bytes; null for no limit.</param>
    /// <param name="generation">Which pod it is, by which the new one is told from the one before.</param>
    /// <param name="within">How long it may take, with the image.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It is not ready in time.</exception>
    public async Task<PilotPod> RunAsync(long? memoryLimit, int generation, TimeSpan within, CancellationToken ct)
    {
        await api.ApplyAsync("pilot", ManifestObject.Parse(new Manifest("pilot", objects.Deployment(memoryLimit, generation)))[0], PilotObjects.Namespace, ct);
        return await PilotPod.ReadyAsync(
            api, objects.MonitoringPort, within, pod => pod.Metadata.Annotations?.TryGetValue(PilotObjects.Generation, out var its) == true && its == $"{generation}", ct);
    }

    /// <summary>Ends the pilot's pod and lets no other come, and returns when it is gone.</summary>
    public async Task StopAsync(TimeSpan within, CancellationToken ct)
    {
        await ScaleAsync(0, ct);
        await Polling.UntilAsync($"the pilot of {api.Name} is gone", within, async ct => (await PilotPod.ListAsync(api, ct)).Count == 0, () => "it is still there", ct);
    }

    /// <summary>Lets a pod of the pilot come again, and returns when it is ready.</summary>
    /// <exception cref="MeshException">It is not ready in time.</exception>
    public async Task<PilotPod> StartAgainAsync(TimeSpan within, CancellationToken ct)
    {
        await ScaleAsync(1, ct);
        return await PilotPod.ReadyAsync(api, objects.MonitoringPort, within, _ => true, ct);
    }

    /// <summary>Removes what was installed, and returns when it is gone.</summary>
    /// <returns>What is still there: paths of the API.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken ct)
    {
        foreach (var path in Enumerable.Reverse(_made))
        {
            await api.DeleteAsync(path, ct);
        }

        var left = _made.ToList();
        try
        {
            await Polling.UntilAsync($"what was installed on {api.Name} is gone", GoneWithin, AskAsync, () => "", ct);
        }
        catch (TimeoutException)
        {
            // What is left is the answer.
        }

        return left;

        async Task<bool> AskAsync(CancellationToken ct)
        {
            foreach (var path in left.ToList())
            {
                if (await api.GetAsync(path, ct) is null)
                {
                    left.Remove(path);
                }
            }

            return left.Count == 0;
        }
    }

    private Task ScaleAsync(int replicas, CancellationToken ct) =>
        api.MergeAsync($"apis/apps/v1/namespaces/{PilotObjects.Namespace}/deployments/{PilotObjects.Name}", $$"""{ "spec": { "replicas": {{replicas}} } }""", ct);

    private async Task EstablishedAsync(HashSet<string> names, CancellationToken ct)
    {
        var missing = names;
        try
        {
            await Polling.UntilAsync($"the definitions of Istio {objects.Version} are established", EstablishedWithin, AskAsync, () => $"missing are {string.Join(", ", missing)}", ct);
        }
        catch (TimeoutException e)
        {
            throw new MeshException(e.Message, e);
        }

        async Task<bool> AskAsync(CancellationToken ct)
        {
            var list = await api.GetAsync(Crds, ct);
            missing = [.. names.Except(list?.GetProperty("items").EnumerateArray().Where(IsEstablished).Select(Name) ?? [], StringComparer.Ordinal)];
            return missing.Count == 0;
        }
    }

    private async Task<IEnumerable<string>> NamesAsync(CancellationToken ct) =>
        (await api.GetAsync(Crds, ct))?.GetProperty("items").EnumerateArray().Select(Name) ?? [];

    private static bool IsEstablished(JsonElement definition) =>
        definition.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions) && conditions.ValueKind == JsonValueKind.Array
        && conditions.EnumerateArray().Any(c => c.GetProperty("type").ValueEquals("Established") && c.GetProperty("status").ValueEquals("True"));

    private static string Name(JsonElement o) => o.GetProperty("metadata").GetProperty("name").GetString()!;
}
