using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// A mesh whose control plane is a pod: its configuration are objects in a namespace of its own, its observers come
/// through the API server's port-forward.
/// </summary>
internal sealed partial class KubernetesMesh : Mesh
{
    private const string ClusterId = "Kubernetes"; // what a pilot calls its own cluster

    private static readonly IstioVersion FirstWithPeerAuthentication = IstioVersion.Parse("1.5.0");

    private static readonly TimeSpan GoneWithin = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _stepping = new(1);
    private readonly MeshCluster _cluster;
    private readonly MeshRequest _request;
    private readonly PilotPod _pod;
    private readonly PilotHttp _http;
    private readonly PodControlPlane _controlPlane;
    private readonly ObservedSteps _observed;
    private readonly KubernetesSteps _steps;
    private readonly string _namespace;
    private readonly Settings _settings;
    private readonly ConcurrentDictionary<string, IPAddress> _named = new(StringComparer.Ordinal);
    private int _addresses;
    private bool _hasWorkloads;
    private int _disposed;

    private KubernetesMesh(MeshCluster cluster, MeshRequest request, Settings settings, PilotHttp http, PodControlPlane controlPlane, string @namespace)
    {
        (_cluster, _request, _settings, _pod, _http, _controlPlane, _namespace) = (cluster, request, settings, cluster.Pod, http, controlPlane, @namespace);
        _observed = new ObservedSteps(request.EvidenceFolder);
        _steps = new KubernetesSteps(cluster.Api, Name, http, controlPlane, @namespace, request.Restart.Restarts, request.AcceptWithin);
    }

    /// <inheritdoc />
    public override IstioVersion Version => _request.Version;

    /// <inheritdoc />
    public override MeshEnvironment Environment => _settings.Environment;

    /// <inheritdoc />
    public override Capabilities Capabilities => ClusterVariables.CapabilitiesOf(_settings, Version);

    /// <inheritdoc />
    public override ControlPlane ControlPlane => _controlPlane;

    /// <inheritdoc />
    public override string Namespace => _namespace;

    private string Name => $"pilot {Version}";

    /// <summary>Begins on a cluster that nobody else uses.</summary>
    /// <exception cref="MeshException">The control plane is gone, or a namespace cannot be made.</exception>
    public static async Task<KubernetesMesh> StartAsync(MeshCluster cluster, MeshRequest request, Settings settings, CancellationToken ct)
    {
        Directory.CreateDirectory(request.EvidenceFolder);
        var http = new PilotHttp(cluster.Pod.Endpoints);
        var log = new ProcessLog(Path.Combine(request.EvidenceFolder, "pilot.log"));
        PodControlPlane? controlPlane = null;
        try
        {
            controlPlane = await PodControlPlane.StartAsync(cluster, http, log, request.Time, ct);
            var made = await cluster.Api.CreateAsync("api/v1/namespaces", NamespaceOf(request, settings), ct);
            return new KubernetesMesh(cluster, request, settings, http, controlPlane, made.GetProperty("metadata").GetProperty("name").GetString()!);
        }
        catch
        {
            await (controlPlane?.DisposeAsync() ?? log.DisposeAsync());
            http.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task ApplyAsync(string file, CancellationToken ct = default) => await ApplyAsync(await ReadAsync(file, ct), ct);

    /// <inheritdoc />
    public override Task ApplyAsync(Manifest manifest, CancellationToken ct = default) =>
        StepAsync(manifest.Name, null, InWordsOfItsVersion(manifest), ct);

    /// <inheritdoc />
    public override async Task DeleteAsync(string file, CancellationToken ct = default)
    {
        await DeleteAsync(await ReadAsync(file, ct), ct);
    }

    /// <summary>Deletes the objects that a manifest names.</summary>
    public Task DeleteAsync(Manifest gone, CancellationToken ct) => StepAsync($"delete-{gone.Name}", InWordsOfItsVersion(gone), null, ct);

    /// <inheritdoc />
    public override async Task ReplaceAsync(string deleted, string applied, CancellationToken ct = default)
    {
        var (gone, come) = (InWordsOfItsVersion(await ReadAsync(deleted, ct)), InWordsOfItsVersion(await ReadAsync(applied, ct)));
        await StepAsync($"delete-{gone.Name}-apply-{come.Name}", gone, come, ct);
    }

    /// <inheritdoc />
    public override IPAddress AddressOf(string name) => _named.GetOrAdd(name, _ => NextAddress());

    /// <inheritdoc />
    public override Task<Observer> ObserveSidecarAsync(string name, CancellationToken ct = default) => ObserveAsync(name, Sidecar(name, Version), ct);

    /// <inheritdoc />
    public override Task<Observer> ObserveSidecarAsync(string name, IstioVersion claimed, CancellationToken ct = default) =>
        ObserveAsync($"{name}-{claimed}", Sidecar(name, claimed), ct);

    /// <inheritdoc />
    public override Task<Observer> ObserveRouterAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken ct = default) =>
        ObserveAsync(name, NodeIdentity.Router($"{AddressOf(name)}", name, _namespace, Version, labels, ClusterId), ct);

    /// <inheritdoc />
    public override EndpointClient ConnectEndpoints(string name) => new(Options(Sidecar(name, Version)));

    /// <inheritdoc />
    public override Task<StalledClient> StallAsync(string name, CancellationToken ct = default) => StalledClient.StartAsync(Options(Sidecar(name, Version)), alone: false, ct);

    /// <inheritdoc />
    public override async Task<RoutingView> ObserveRoutingAsync(string name, int port, CancellationToken ct = default) =>
        new ObservedRouting(await ObserveSidecarAsync(name, ct));

    /// <inheritdoc />
    public override Task<string> DebugAsync(string path, CancellationToken ct = default) => _http.DebugAsync(Name, path, ct);

    /// <inheritdoc />
    public override Task<bool> AnswersAsync(TimeSpan within, CancellationToken ct = default) =>
        _http.AnswersAsync(_pod.Endpoints.Http, "/debug/configz", within, ct);

    /// <inheritdoc />
    public override Task<Manifest> ReadAsync(string file, CancellationToken ct = default) => LocalMeshFiles.ReadAsync(_request.ManifestFolder, file, ct);

    /// <inheritdoc />
    public override Task RecordAsync(string file, ReadOnlyMemory<byte> content, CancellationToken ct = default) =>
        File.WriteAllBytesAsync(Path.Combine(_request.EvidenceFolder, file), content, ct);

    /// <inheritdoc />
    public override Task ExplainAsync(CancellationToken ct = default) =>
        new KubernetesBundle(_cluster.Api, Path.Combine(_request.EvidenceFolder, "cluster")).WriteAsync([PilotObjects.Namespace, _namespace], _http, ct);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        try
        {
            _observed.Write(_request.Time.GetUtcNow());
            await ClearAsync();
        }
        finally
        {
            await _controlPlane.DisposeAsync();
            _http.Dispose();
            _stepping.Dispose();
            LocalMeshFiles.Record(_controlPlane, _request.EvidenceFolder);
        }
    }

    // The manifests' folder has the regression's name.
    private static string NamespaceOf(MeshRequest request, Settings settings) => JsonSerializer.Serialize(new
    {
        apiVersion = "v1",
        kind = "Namespace",
        metadata = new
        {
            generateName = RunNamespace.GenerateName(settings.Run, Path.GetFileName(request.ManifestFolder), request.Version),
            labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["app.kubernetes.io/managed-by"] = "istio-regressions",
                [RunNamespace.RunLabel] = RunNamespace.Label(settings.Run),
                ["istio-injection"] = ClusterVariables.CapabilitiesOf(settings, request.Version).HasFlag(Capabilities.Sidecars) ? "enabled" : "disabled",
            },
        },
    });

    // Up to 1.4 a PeerAuthentication is a Policy.
    private Manifest InWordsOfItsVersion(Manifest manifest) =>
        Version < FirstWithPeerAuthentication ? manifest with { Yaml = EarlyKinds.TranslatePolicies(manifest.Yaml) } : manifest;

    private async Task StepAsync(string name, Manifest? gone, Manifest? come, CancellationToken ct)
    {
        var (leaving, coming) = (gone is null ? [] : ManifestObject.Parse(gone), come is null ? [] : ManifestObject.Parse(come));
        _hasWorkloads |= coming.Any(o => !KubernetesSteps.IsConfiguration(o));
        await _stepping.WaitAsync(ct);
        try
        {
            _observed.Next(Path.GetFileNameWithoutExtension(name), _request.Time.GetUtcNow());
            await _steps.TakeAsync(name, leaving, coming, ct);
        }
        finally
        {
            _stepping.Release();
        }
    }

    private async Task ClearAsync()
    {
        if (_controlPlane.Exits.Count > 0)
        {
            _cluster.Break();
        }

        if (_cluster.Keeps)
        {
            await Console.Error.WriteLineAsync($"kept: the namespace {_namespace} of {_cluster.Api.Name}");
            return;
        }

        try
        {
            await _cluster.Api.DeleteAsync($"api/v1/namespaces/{_namespace}", CancellationToken.None);
            await Polling.UntilAsync($"nothing of {_namespace} is in the control plane", GoneWithin, IsGoneAsync, () => "", CancellationToken.None);
        }
        catch (Exception e) when (e is TimeoutException or MeshException)
        {
            _cluster.Break(); // the next one has a control plane that never knew of it
        }
    }

    // Pods and Services are shown by no page: they are gone when their namespace is.
    private async Task<bool> IsGoneAsync(CancellationToken ct) => _hasWorkloads
        ? await _cluster.Api.GetAsync($"api/v1/namespaces/{_namespace}", ct) is null
        : await _http.ConfigurationAsync(ct) is { } listed && !listed.Keys.Any(k => k.Namespace == _namespace);

    private async Task<Observer> ObserveAsync(string name, NodeIdentity node, CancellationToken ct)
    {
        var observer = await Observer.StartAsync(Options(node), ct);
        _observed.Watch(name, observer);
        return observer;
    }

    private ObserverOptions Options(NodeIdentity node) => new()
    {
        Node = node,
        Server = new Uri($"http://{_pod.Endpoints.Grpc}"),
        Connect = ct => _pod.ConnectAsync(PilotPod.Grpc, ct),
        Protocol = Protocol,
        WaitLimit = _request.ObserveWithin,
        TimeProvider = _request.Time,
    };

    private NodeIdentity Sidecar(string name, IstioVersion version) => NodeIdentity.Sidecar($"{AddressOf(name)}", name, _namespace, version, clusterId: ClusterId);

    // Of the range for benchmarks: no pod, no service and no endpoint of a scenario has one.
    private IPAddress NextAddress()
    {
        var next = Interlocked.Increment(ref _addresses);
        return new IPAddress([198, 18, (byte)(next / 250), (byte)((next % 250) + 1)]);
    }
}
