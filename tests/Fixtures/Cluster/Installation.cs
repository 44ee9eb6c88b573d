using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>Installs a version on a cluster by the steps of its plan, and keeps an account of what is there for it.</summary>
/// <param name="api">The cluster.</param>
/// <param name="version">The version.</param>
/// <param name="plan">The steps.</param>
/// <param name="folder">The directory of its release, which has its <c>istioctl</c>; null where none is needed.</param>
internal sealed class Installation(KubernetesApi api, IstioVersion version, IReadOnlyList<InstallStep> plan, string? folder)
{
    private const string Crds = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Deployments = $"apis/apps/v1/namespaces/{PilotObjects.Namespace}/deployments";

    private static readonly TimeSpan EstablishedWithin = TimeSpan.FromMinutes(1);

    private readonly InstalledObjects _made = new(api);
    private readonly int _monitoring = new PilotObjects(version, "").MonitoringPort;

    /// <summary>Refuses a cluster that has Istio, or a part of it: a control plane that is not ours.</summary>
    /// <exception cref="MeshException">It has.</exception>
    public async Task RefuseExistingAsync(CancellationToken ct)
    {
        if (await api.GetAsync($"api/v1/namespaces/{PilotObjects.Namespace}", ct) is not null)
        {
            throw new MeshException(
                $"{api.Name} has a namespace {PilotObjects.Namespace} already, and what is in it is left alone; remove it, or judge the Istio that is there with ISTIO_INSTALL=none") { IsOurs = true };
        }

        var there = (await api.ListAsync(Crds, ct)).Select(KubernetesApi.NameOf).Where(n => n.EndsWith(".istio.io", StringComparison.Ordinal)).ToList();
        if (there.Count > 0)
        {
            throw new MeshException($"{api.Name} has {there.Count} custom resource definitions of Istio already, {there[0]} among them, and they are left alone; remove them, or use another cluster") { IsOurs = true };
        }

        await _made.BeginAsync(ct);
    }

    /// <summary>Takes the steps: definitions are established before what follows, and all workloads are rolled out when this returns.</summary>
    /// <param name="within">How long the workloads may take, with their images.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="InstallationException">Its <c>istioctl</c> fails, or is not there.</exception>
    /// <exception cref="MeshException">What it installs does not get ready; the message says what its pods say.</exception>
    /// <exception cref="ManifestException">The cluster refuses an object.</exception>
    public async Task InstallAsync(TimeSpan within, CancellationToken ct)
    {
        foreach (var step in plan)
        {
            await (step.Istioctl.Count > 0 ? RunAsync(step, ct) : ApplyAsync(step.Objects, ct));
        }

        await Rollout.FinishedAsync(api, PilotObjects.Namespace, within, ct);
    }

    /// <summary>The pilot's pod, when it is ready.</summary>
    /// <exception cref="MeshException">It is not in time.</exception>
    public Task<PilotPod> PilotAsync(TimeSpan within, CancellationToken ct) => PilotPod.ReadyAsync(api, _monitoring, within, _ => true, ct);

    /// <summary>Runs a new pod of the pilot, and returns when it is ready.</summary>
    /// <param name="memoryLimit">What its container may use, in bytes; null for no limit.</param>
    /// <param name="generation">Which pod it is, by which the new one is told from the one before.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It is not ready in time.</exception>
    public async Task<PilotPod> RunAsync(long? memoryLimit, int generation, TimeSpan within, CancellationToken ct)
    {
        var (deployment, container) = await PilotDeploymentAsync(ct);
        await api.ChangeAsync($"{Deployments}/{deployment}", JsonSerializer.Serialize(new
        {
            spec = new
            {
                replicas = 1,
                template = new
                {
                    metadata = new { annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [PilotObjects.Generation] = $"{generation}" } },
                    spec = new { containers = new[] { new { name = container, resources = new { limits = new { memory = memoryLimit is { } bytes ? $"{bytes}" : null } } } } },
                },
            },
        }), ct);
        return await PilotPod.ReadyAsync(api, _monitoring, within, pod => pod.Metadata.Annotations?.TryGetValue(PilotObjects.Generation, out var its) == true && its == $"{generation}", ct);
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
        return await PilotAsync(within, ct);
    }

    /// <summary>Removes what was installed, and returns when it is gone.</summary>
    /// <returns>What is still there: paths of the API.</returns>
    public Task<IReadOnlyList<string>> RemoveAsync(CancellationToken ct) => _made.RemoveAsync(ct);

    private async Task RunAsync(InstallStep step, CancellationToken ct)
    {
        var istioctl = new IstioctlRun(Path.Combine(folder!, "bin", "istioctl"));
        var manifest = await istioctl.RunAsync(step.Manifest, ct);
        await _made.AddAsync(InstallManifest.Read($"what {step.What} installs", manifest), ct);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var installing = istioctl.RunAsync(step.Istioctl, ended.Token);
        var never = Rollout.NeverAsync(api, PilotObjects.Namespace, Istioctl.Readiness * 2, ended.Token);
        var first = await Task.WhenAny(installing, never);
        await ended.CancelAsync();
        await first;
        if (first == never)
        {
            throw new MeshException($"{step.What} cannot install: {await never}") { IsOurs = true };
        }
    }

    private async Task ApplyAsync(IReadOnlyList<InstallObject> objects, CancellationToken ct)
    {
        await _made.AddAsync(objects, ct);
        var definitions = objects.Where(o => o.IsDefinition).ToList();
        await Parallel.ForEachAsync(definitions, ct, async (o, ct) => await ApplyAsync(o, ct));
        await EstablishedAsync(definitions.Select(d => d.Name).ToHashSet(StringComparer.Ordinal), ct);
        foreach (var o in objects.Where(o => !o.IsDefinition))
        {
            await ApplyAsync(o, ct);
        }
    }

    // What names no namespace goes where kubectl would have put it.
    private Task ApplyAsync(InstallObject o, CancellationToken ct) =>
        api.ApplyAsync(o.Source, ManifestObject.Parse(new Manifest(o.Source, o.Yaml))[0], o.Namespace ?? ManifestObject.DefaultNamespace, ct);

    private Task ScaleAsync(int replicas, CancellationToken ct) => ScaleAsync($$"""{ "spec": { "replicas": {{replicas}} } }""", ct);

    private async Task ScaleAsync(string json, CancellationToken ct) => await api.ChangeAsync($"{Deployments}/{(await PilotDeploymentAsync(ct)).Name}", json, ct);

    private async Task<(string Name, string Container)> PilotDeploymentAsync(CancellationToken ct)
    {
        foreach (var deployment in await api.ListAsync(Deployments, ct))
        {
            var template = deployment.GetProperty("spec").GetProperty("template");
            if (template.GetProperty("metadata").TryGetProperty("labels", out var labels) && labels.TryGetProperty("istio", out var its) && its.ValueEquals("pilot"))
            {
                var containers = template.GetProperty("spec").GetProperty("containers").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();
                return (KubernetesApi.NameOf(deployment), containers.FirstOrDefault(PilotPod.IsPilot) ?? containers[0]);
            }
        }

        throw new MeshException($"{api.Name} has no Deployment of a pilot ({PilotObjects.Selector}) in {PilotObjects.Namespace}");
    }

    private async Task EstablishedAsync(HashSet<string> names, CancellationToken ct)
    {
        var missing = names;
        try
        {
            await Polling.UntilAsync($"the definitions of Istio {version} are established", EstablishedWithin, AskAsync, () => $"missing are {string.Join(", ", missing)}", ct);
        }
        catch (TimeoutException e)
        {
            throw new MeshException(e.Message, e);
        }

        async Task<bool> AskAsync(CancellationToken ct)
        {
            var served = new HashSet<string>(StringComparer.Ordinal);
            foreach (var definition in names.Count == 0 ? [] : await api.ListAsync(Crds, ct))
            {
                if (names.Contains(KubernetesApi.NameOf(definition)) && IsEstablished(definition) && await IsListedAsync(definition, ct))
                {
                    served.Add(KubernetesApi.NameOf(definition));
                }
            }

            missing = [.. names.Except(served, StringComparer.Ordinal)];
            return missing.Count == 0;
        }
    }

    private static bool IsEstablished(JsonElement definition) =>
        definition.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions) && conditions.ValueKind == JsonValueKind.Array
        && conditions.EnumerateArray().Any(c => c.GetProperty("type").ValueEquals("Established") && c.GetProperty("status").ValueEquals("True"));

    // Discovery learns of a kind a moment after it is established.
    private async Task<bool> IsListedAsync(JsonElement definition, CancellationToken ct)
    {
        var spec = definition.GetProperty("spec");
        var plural = spec.GetProperty("names").GetProperty("plural").GetString();
        var served = spec.GetProperty("versions").EnumerateArray().First(v => v.GetProperty("served").GetBoolean()).GetProperty("name").GetString();
        return await api.GetAsync($"apis/{spec.GetProperty("group").GetString()}/{served}", ct) is { } listed
            && listed.GetProperty("resources").EnumerateArray().Any(r => r.GetProperty("name").ValueEquals(plural));
    }
}
