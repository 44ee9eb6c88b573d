using System.Diagnostics;
using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes.Workloads;

namespace IstioRegressions.Meshes;

/// <summary>
/// A mesh whose control plane is a process on loopback: our own pilot (reference) or a real one (native). Its
/// configuration is a file, its workloads and observers have addresses of its own block of 127.0.0.0/8.
/// </summary>
public sealed partial class LocalMesh : Mesh
{
    /// <summary>What every local mesh can do.</summary>
    public const Capabilities Has = Capabilities.Xds | Capabilities.Process | Capabilities.Outages;

    /// <summary>What it can do beside that with our own data plane; a real pilot's data plane is an Envoy, which none of these is.</summary>
    public const Capabilities HasOnReference = Capabilities.Workloads | Capabilities.Sidecars | Capabilities.PodAddresses;

    private static readonly IstioVersion FirstWithAds = IstioVersion.Parse("0.8.0");

    private readonly SemaphoreSlim _stepping = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly MeshRequest _request;
    private readonly LoopbackBlock _addresses;
    private readonly LocalNodes _nodes;
    private readonly LocalMeshFiles _files;
    private readonly NetworkNamespace? _inside;
    private readonly PilotHttp _http;
    private readonly LocalControlPlane _controlPlane;
    private readonly ConfigReads? _reads;
    private readonly ConfigFile _config;
    private readonly ObservedSteps _observed;
    private readonly Lazy<ServiceAddress> _service;
    private AppliedObjects _applied = AppliedObjects.None;
    private PilotEndpoints _endpoints;
    private Func<PilotEndpoints, MeshProcess> _start;
    private Func<PilotEndpoints, MeshProcess>? _upgraded;
    private int _disposed;

    private LocalMesh(
        MeshRequest request, MeshEnvironment environment, LoopbackBlock addresses, LocalMeshFiles files, NetworkNamespace? inside, PilotEndpoints endpoints, PilotHttp http, bool isEarly, Func<string, string> words, Func<PilotEndpoints, MeshProcess> start)
    {
        (_request, Environment, _addresses, _files, _inside, _endpoints, _http, _start) = (request, environment, addresses, files, inside, endpoints, http, start);
        (_observed, _nodes) = (new ObservedSteps(request.EvidenceFolder), new LocalNodes(addresses, request.Version));
        _controlPlane = new LocalControlPlane(() => start(endpoints), _http, files.Log, request);
        _reads = isEarly ? new ConfigReads(files.Config) : null;
        _service = new Lazy<ServiceAddress>(StartService);
        _config = new ConfigFile(files.Config, files.Scratch, Name, _controlPlane, _http, _reads, words, request.AcceptWithin);
    }

    /// <inheritdoc />
    public override IstioVersion Version => _request.Version;

    /// <inheritdoc />
    public override MeshEnvironment Environment { get; }

    /// <inheritdoc />
    public override Capabilities Capabilities => Environment == MeshEnvironment.Reference ? Has | HasOnReference : Has;

    /// <inheritdoc />
    public override LocalControlPlane ControlPlane => _controlPlane;

    /// <summary>Where discovery is served in plain text.</summary>
    public IPEndPoint Discovery => _endpoints.Grpc;

    /// <summary>What it runs, for reports: "pilot 1.6.14".</summary>
    public string Name => $"{(Environment == MeshEnvironment.Reference ? "reference pilot" : "pilot")} {Version}";

    /// <summary>How to get a byte stream to discovery; null for TCP.</summary>
    internal Func<CancellationToken, ValueTask<Stream>>? Connect => _endpoints.Connect is { } connect ? ct => connect(_endpoints.Grpc, ct) : null;

    private bool IsBeforeAds => Version < FirstWithAds;

    /// <summary>Why a version cannot be run, as far as can be told without asking a registry; null when it can.</summary>
    /// <exception cref="FormatException">The lock file of the images is none; the message names the line or entry.</exception>
    public static string? Missing(Settings settings, IstioVersion version) => PilotLaunch.Missing(settings, version);

    /// <summary>Starts the control plane and returns when it is ready. Where that fails, nothing is left of it.</summary>
    /// <exception cref="MeshException">It cannot be started, ended before it was ready, or was not ready in time.</exception>
    public static async Task<LocalMesh> StartAsync(MeshRequest request, Settings settings, CancellationToken ct = default)
    {
        if (request.Before is not null && settings.Environment != MeshEnvironment.Reference)
        {
            throw new NotSupportedException($"a control plane is upgraded on the reference alone, and the environment is {settings.Environment.ToString().ToLowerInvariant()}");
        }

        var launch = await PilotLaunch.ForAsync(settings, request with { Version = request.Before ?? request.Version }, ct);
        var upgraded = await PilotLaunch.ForAsync(settings, request, ct);
        var guard = await HostGuard.OfThisProcessAsync(ct);
        var addresses = LoopbackBlock.Claim();
        LocalMeshFiles? files = null;
        NetworkNamespace? inside = null;
        LocalMesh mesh;
        try
        {
            var endpoints = new PilotEndpoints(addresses.Endpoint(15010), addresses.Endpoint(8080), addresses.Endpoint(15110), addresses.Endpoint(15210));
            files = new LocalMeshFiles(guard.NewDirectory($"mesh-{request.Version}"), request);
            var log = files.Log;
            if (launch.NeedsNamespace)
            {
                inside = await NetworkNamespace.StartAsync(guard, files.Scratch, [endpoints.Grpc, endpoints.Http, endpoints.Monitoring], ct);
                endpoints = endpoints with { Connect = inside.ConnectAsync };
            }

            var description = $"{settings.Environment} {request.Version}";
            files.Describe(inside is null ? description : $"{description}, in a network namespace of its own", Command(launch, endpoints));
            var http = new PilotHttp(endpoints, readyPath: launch.ReadyPath);
            mesh = new LocalMesh(request, settings.Environment, addresses, files, inside, endpoints, http, launch.IsEarly, launch.Words, at => MeshProcess.Start(guard, Command(launch, at), log, request.Time))
            {
                _upgraded = request.Before is null ? null : at => MeshProcess.Start(guard, Command(upgraded, at), log, request.Time),
            };

            ProcessStartInfo Command(PilotLaunch of, PilotEndpoints at)
            {
                var command = of.Command(at, files);
                return inside?.Inside(command) ?? command;
            }
        }
        catch
        {
            addresses.Dispose();
            if (inside is not null)
            {
                await inside.DisposeAsync();
            }

            if (files is not null)
            {
                await files.DisposeAsync();
            }

            throw;
        }

        try
        {
            await mesh._controlPlane.BecomeReadyAsync(mesh.Name, ct);
            return mesh;
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task ApplyAsync(string file, CancellationToken ct = default) =>
        await ApplyAsync(await ReadAsync(file, ct), ct);

    /// <inheritdoc />
    public override async Task ApplyAsync(Manifest manifest, CancellationToken ct = default)
    {
        var objects = ManifestObject.Parse(manifest);
        await StepAsync(manifest.Name, before => before.With(objects, _request.Time.GetUtcNow()), ct);
    }

    /// <inheritdoc />
    public override async Task DeleteAsync(string file, CancellationToken ct = default)
    {
        var manifest = await ReadAsync(file, ct);
        var keys = ManifestObject.Parse(manifest).Select(o => o.Key).ToList();
        await StepAsync($"delete-{manifest.Name}", before => (before.Without(manifest.Name, keys), keys), ct);
    }

    /// <inheritdoc />
    public override async Task ReplaceAsync(string deleted, string applied, CancellationToken ct = default)
    {
        var (gone, come) = (await ReadAsync(deleted, ct), await ReadAsync(applied, ct));
        var keys = ManifestObject.Parse(gone).Select(o => o.Key).ToList();
        var objects = ManifestObject.Parse(come);
        await StepAsync(
            $"delete-{gone.Name}-apply-{come.Name}",
            before =>
            {
                var (next, changed) = before.Without(gone.Name, keys).With(objects, _request.Time.GetUtcNow());
                return (next, [.. keys, .. changed]);
            },
            ct);
    }

    /// <inheritdoc />
    public override Task UpgradeAsync(CancellationToken ct = default) =>
        _upgraded is { } upgraded ? ReplaceAsync(upgraded, _endpoints, ct) : base.UpgradeAsync(ct);

    /// <inheritdoc />
    public override Task<string> DebugAsync(string path, CancellationToken ct = default) => _http.DebugAsync(Name, path, ct);

    /// <inheritdoc />
    public override Task<bool> AnswersAsync(TimeSpan within, CancellationToken ct = default) => _reads is null
        ? _http.AnswersAsync(_endpoints.Http, "/debug/configz", within, ct)
        : _http.AnswersAsync(_endpoints.Monitoring, "/debug/edsz", within, ct);

    /// <inheritdoc />
    public override Task<Manifest> ReadAsync(string file, CancellationToken ct = default) =>
        LocalMeshFiles.ReadAsync(_request.ManifestFolder, file, ct);

    /// <inheritdoc />
    public override async Task RecordAsync(string file, ReadOnlyMemory<byte> content, CancellationToken ct = default)
    {
        Directory.CreateDirectory(_request.EvidenceFolder);
        await File.WriteAllBytesAsync(Path.Combine(_request.EvidenceFolder, file), content, ct);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        try
        {
            // A step that still waits for the pilot puts back what it wrote: not where everything is being removed.
            await _ending.CancelAsync();
            await _stepping.WaitAsync(CancellationToken.None);
            _observed.Write(_request.Time.GetUtcNow());
        }
        finally
        {
            await _controlPlane.DisposeAsync();
            if (_service.IsValueCreated)
            {
                await _service.Value.DisposeAsync();
            }

            _http.Dispose();
            _reads?.Dispose();
            if (_inside is not null)
            {
                await _inside.DisposeAsync();
            }

            _addresses.Dispose();
            _stepping.Dispose();
            _ending.Dispose();
            _files.Record(_controlPlane);
            await _files.DisposeAsync();
        }
    }

    private async Task ReplaceAsync(Func<PilotEndpoints, MeshProcess> start, PilotEndpoints at, CancellationToken ct)
    {
        await _controlPlane.ReplaceAsync(() => start(at), Name, ct);
        _start = start;
    }

    private async Task StepAsync(string manifest, Func<AppliedObjects, (AppliedObjects Next, IReadOnlyList<ObjectKey> Changed)> change, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _ending.Token);
        await _stepping.WaitAsync(either.Token);
        try
        {
            var (next, changed) = change(_applied);
            if (changed.Count > 0)
            {
                _observed.Next(Path.GetFileNameWithoutExtension(manifest), _request.Time.GetUtcNow());
                await _config.ReplaceAsync(manifest, _applied, next, changed, either.Token);
                _applied = next;
            }
        }
        finally
        {
            _stepping.Release();
        }
    }
}
