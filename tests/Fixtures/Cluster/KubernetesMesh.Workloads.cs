using System.Net;
using System.Text.Json;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using k8s;
using k8s.Models;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>Applications in pods: what the published steps do with kubectl and istioctl.</summary>
internal sealed partial class KubernetesMesh
{
    // With the images, which a cluster may have to pull.
    private static readonly TimeSpan RolledOutWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EndedWithin = TimeSpan.FromMinutes(2);

    // Of 0.7 and 0.8 the first takes what an Ingress says; later ones have one gateway.
    private static readonly string[] IngressServices = ["istio-ingress", "istio-ingressgateway"];

    /// <summary>A mesh of a scenario that needs Kubernetes.</summary>
    public static KubernetesMesh Of(Mesh mesh) => (KubernetesMesh)mesh;

    /// <summary>Applies a manifest with workloads, and returns when all of its namespace are rolled out.</summary>
    /// <exception cref="ManifestException">The cluster refuses an object.</exception>
    /// <exception cref="MeshException">A workload does not get ready; the message says what its pods say.</exception>
    public async Task DeployAsync(Manifest manifest, CancellationToken ct)
    {
        await ApplyAsync(manifest, ct);
        await RolledOutAsync(RolledOutWithin, ct);
    }

    /// <summary>Waits until all workloads of its namespace are rolled out.</summary>
    /// <exception cref="MeshException">One is not in time; the message says what its pods say.</exception>
    public Task RolledOutAsync(TimeSpan within, CancellationToken ct) => Rollout.FinishedAsync(_cluster.Api, _namespace, within, ct);

    /// <summary>Whether the pods with a label app are ready in time.</summary>
    public async Task<bool> IsReadyAsync(string app, TimeSpan within, CancellationToken ct)
    {
        try
        {
            await Polling.UntilAsync($"{app} is ready", within, async ct => (await PodsAsync(app, ct)) is { Count: > 0 } pods && pods.All(IsReady), () => "", ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }

        static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
    }

    /// <summary>Replaces the pods of a Deployment as its strategy says, and returns when the last of the old ones has ended.</summary>
    /// <exception cref="MeshException">A new pod does not get ready, or an old one does not end.</exception>
    public async Task RestartAsync(string deployment, CancellationToken ct)
    {
        var old = (await PodsAsync(deployment, ct)).Select(p => p.Name()).ToHashSet(StringComparer.Ordinal);
        await _cluster.Api.ChangeAsync($"apis/apps/v1/namespaces/{_namespace}/deployments/{deployment}", JsonSerializer.Serialize(new
        {
            spec = new { template = new { metadata = new { annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["istio-regressions/restarted"] = $"{_request.Time.GetUtcNow():O}" } } } },
        }), ct);
        await RolledOutAsync(RolledOutWithin, ct);
        await EndedAsync(deployment, old, ct);
    }

    /// <summary>Deletes a pod, and returns when it has ended.</summary>
    public async Task DeletePodAsync(V1Pod pod, CancellationToken ct)
    {
        await _cluster.Api.Client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), _namespace, cancellationToken: ct);
        await EndedAsync(pod.Labels()["app"], [pod.Name()], ct);
    }

    /// <summary>The pods with a label app.</summary>
    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string app, CancellationToken ct) =>
        [.. (await _cluster.Api.Client.CoreV1.ListNamespacedPodAsync(_namespace, labelSelector: $"app={app}", cancellationToken: ct)).Items];

    /// <summary>Where a Service of its namespace is reached from outside: an address of a node, and the port that every node has for it.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="port">Its port.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">There is none, or it has no node port.</exception>
    public async Task<IPEndPoint> AddressAsync(string service, int port, CancellationToken ct) =>
        new(await NodeAsync(ct), await NodePortAsync(_namespace, service, port, ct) ?? throw new MeshException($"{_namespace}/{service} has no node port for {port}"));

    /// <summary>Where the ingress takes HTTP from outside.</summary>
    /// <exception cref="MeshException">There is no ingress with a node port.</exception>
    public async Task<IPEndPoint> IngressAsync(CancellationToken ct)
    {
        foreach (var service in IngressServices)
        {
            if (await NodePortAsync(PilotObjects.Namespace, service, 80, ct) is { } port)
            {
                return new IPEndPoint(await NodeAsync(ct), port);
            }
        }

        throw new MeshException($"{_cluster.Api.Name} has no ingress: no Service {string.Join(" or ", IngressServices)} with a node port for 80 in {PilotObjects.Namespace}") { IsOurs = true };
    }

    /// <summary>Calls from a pod, as curl in it does. What the first 503 is about is looked for at once, and kept in the bundle of the failure.</summary>
    /// <param name="client">The app of the pod.</param>
    /// <param name="url">What is called.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<PodCall> CallAsync(string client, string url, CancellationToken ct)
    {
        var pod = (await PodsAsync(client, ct)).First(p => p.Metadata.DeletionTimestamp is null);
        var calls = new PodCalls(_cluster.Api, pod);
        var call = await calls.CallAsync(client, url, ct);
        if (call.Status == (int)HttpStatusCode.ServiceUnavailable && calls.HasSidecar && !File.Exists(Bundle.Call(PodCalls.PastTheSidecar)))
        {
            await calls.ExplainAsync(client, url, Bundle, ct);
        }

        return call;
    }

    /// <summary>Calls from a pod again and again, until it is stopped.</summary>
    /// <param name="client">The app of the pod.</param>
    /// <param name="url">What is called.</param>
    /// <param name="every">The pause between two calls.</param>
    /// <param name="each">Told of each call when it has ended.</param>
    /// <param name="ct">Ends them.</param>
    public async Task CallRepeatedlyAsync(string client, string url, TimeSpan every, Action<PodCall> each, CancellationToken ct)
    {
        var pod = (await PodsAsync(client, ct)).First(p => p.Metadata.DeletionTimestamp is null);
        await new PodCalls(_cluster.Api, pod).RepeatAsync(client, url, every, each, ct);
    }

    /// <summary>The version that each connected proxy of its namespace says it is, by the name of its pod, as <c>istioctl version</c> asks for it.</summary>
    /// <exception cref="MeshException">The control plane does not show it.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ProxyVersionsAsync(CancellationToken ct) =>
        ProxyVersions.In(await DebugAsync("/debug/syncz", ct), _namespace);

    /// <inheritdoc />
    public override Task UpgradeAsync(CancellationToken ct = default) => _controlPlane.UpgradeAsync(Version, ct);

    private FailureBundle Bundle => new(Path.Combine(_request.EvidenceFolder, "cluster"));

    private Task EndedAsync(string app, HashSet<string> old, CancellationToken ct) => Polling.UntilAsync(
        $"the old pods of {app} have ended", EndedWithin, async ct => !(await PodsAsync(app, ct)).Any(p => old.Contains(p.Name())), () => "", ct);

    private async Task<IPAddress> NodeAsync(CancellationToken ct)
    {
        var nodes = (await _cluster.Api.Client.CoreV1.ListNodeAsync(cancellationToken: ct)).Items;
        var addresses = nodes.SelectMany(n => n.Status.Addresses).Where(a => a.Type is "ExternalIP" or "InternalIP").OrderBy(a => a.Type, StringComparer.Ordinal).ToList();
        return addresses.Count > 0 ? IPAddress.Parse(addresses[0].Address) : throw new MeshException($"no node of {_cluster.Api.Name} has an address");
    }

    private async Task<int?> NodePortAsync(string @namespace, string service, int port, CancellationToken ct)
    {
        var found = await _cluster.Api.GetAsync($"api/v1/namespaces/{@namespace}/services/{service}", ct);
        foreach (var p in found?.GetProperty("spec").GetProperty("ports").EnumerateArray().AsEnumerable() ?? [])
        {
            if (p.GetProperty("port").GetInt32() == port && p.TryGetProperty("nodePort", out var node))
            {
                return node.GetInt32();
            }
        }

        return null;
    }
}
