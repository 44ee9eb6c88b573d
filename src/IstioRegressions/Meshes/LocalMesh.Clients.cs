using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes.Workloads;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <content>Who takes configuration from it: observers, and the sidecars of workloads.</content>
public sealed partial class LocalMesh
{
    /// <inheritdoc />
    public override IPAddress AddressOf(string name) => _nodes.AddressOf(name);

    /// <inheritdoc />
    public override Task<Observer> ObserveSidecarAsync(string name, CancellationToken ct = default) =>
        _observed.StartAsync(name, Options(_nodes.Sidecar(name)), ct);

    /// <inheritdoc />
    public override Task<Observer> ObserveSidecarAsync(string name, IstioVersion claimed, CancellationToken ct = default) =>
        _observed.StartAsync($"{name}-{claimed}", Options(_nodes.Sidecar(name, claimed)), ct);

    /// <inheritdoc />
    public override EndpointClient ConnectEndpoints(string name) => new(Options(_nodes.Sidecar(name)));

    /// <inheritdoc />
    public override Task<StalledClient> StallAsync(string name, CancellationToken ct = default) =>
        StalledClient.StartAsync(Options(_nodes.Sidecar(name)), alone: IsBeforeAds, ct);

    /// <inheritdoc />
    public override async Task<RoutingView> ObserveRoutingAsync(string name, int port, CancellationToken ct = default) => IsBeforeAds
        ? await PolledRouting.StartAsync(_http, _nodes.Sidecar(name).Id, port, ct)
        : new ObservedRouting(await ObserveSidecarAsync(name, ct));

    /// <inheritdoc />
    public override Sidecar SidecarOf(double scale, IstioVersion? version = null) => Environment == MeshEnvironment.Reference
        ? Workloads.Sidecar.With(_request.Defects ?? RegressionCatalogue.Default.DefectsOf(version ?? Version), scale) with { Version = version }
        : base.SidecarOf(scale, version);

    /// <inheritdoc />
    public override async Task<Workload> DeployAsync(WorkloadRequest request, CancellationToken ct = default)
    {
        if (Environment != MeshEnvironment.Reference)
        {
            return await base.DeployAsync(request, ct);
        }

        var manifest = request.Manifest is { } file ? await ReadAsync(file, ct) : null;
        var host = new PodHost(
            await HostGuard.OfThisProcessAsync(ct),
            Directory.CreateDirectory(Path.Combine(_request.EvidenceFolder, "pods")).FullName,
            _addresses.Next, sidecar => sidecar.IsPinned ? Discovery : _service.Value.Address, Protocol, _nodes.OfPod, _request.Time);
        return await Workload.StartAsync(host, request, AnnounceAsync, ct);

        Task AnnounceAsync(IReadOnlyList<IPAddress> pods, CancellationToken ct) => manifest is null
            ? Task.CompletedTask
            : ApplyAsync(new Manifest(manifest.Name, manifest.Yaml.Replace("ENDPOINTS", string.Join(", ", pods.Select(p => $"{{ address: {p} }}")), StringComparison.Ordinal)), ct);
    }

    /// <inheritdoc />
    public override async Task MoveControlPlaneAsync(CancellationToken ct = default)
    {
        if (Environment != MeshEnvironment.Reference)
        {
            await base.MoveControlPlaneAsync(ct);
            return;
        }

        var moved = _endpoints with { Grpc = new IPEndPoint(_addresses.Next(), Discovery.Port) };
        await ReplaceAsync(_start, moved, ct);
        _service.Value.Remove(Discovery);
        _endpoints = moved;
        _service.Value.Add(Discovery);
    }

    /// <inheritdoc />
    public override Task<Observer> ObserveRouterAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken ct = default) =>
        _observed.StartAsync(name, Options(_nodes.Router(name, labels)), ct);

    /// <summary>The Service of the control plane, which its sidecars are told of.</summary>
    private ServiceAddress StartService()
    {
        var service = new ServiceAddress(new IPEndPoint(_addresses.Next(), Discovery.Port));
        service.Add(Discovery);
        return service;
    }

    private ObserverOptions Options(NodeIdentity node) => new()
    {
        Node = node,
        Server = new Uri($"http://{Discovery}"),
        Connect = Connect,
        Protocol = Protocol,
        WaitLimit = _request.ObserveWithin,
        TimeProvider = _request.Time,
    };
}
