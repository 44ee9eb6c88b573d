using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Fixtures.K3s;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// A cluster with a control plane of one version. Scenarios use it one after the other: the next begins when nothing of
/// the last one is left in the control plane, and with a new pod where the last one broke it.
/// </summary>
internal sealed class MeshCluster : IAsyncDisposable
{
    // With the image, which a cluster may have to pull.
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(5);

    private readonly ClusterHost _host;
    private readonly Settings _settings;
    private readonly PilotInstallation? _installation;
    private readonly string _pilot;
    private readonly Dictionary<string, double> _seconds;
    private PilotPod _pod;
    private long? _memoryLimit;
    private int _generation = 1;
    private bool _broken;

    private MeshCluster(ClusterHost host, Settings settings, PilotInstallation? installation, string pilot, PilotPod pod, Dictionary<string, double> seconds) =>
        (_host, _settings, _installation, _pilot, _pod, _seconds) = (host, settings, installation, pilot, pod, seconds);

    /// <summary>The cluster as somebody made it.</summary>
    public ClusterHost Host => _host;

    /// <summary>The cluster's API.</summary>
    public KubernetesApi Api => _host.Api;

    /// <summary>Its control plane.</summary>
    public PilotPod Pod => _pod;

    /// <summary>Whether what a scenario made is left there.</summary>
    public bool Keeps => _settings.Cluster.Keep;

    /// <summary>Makes or finds a cluster, installs a version on it and waits until its pilot is ready. Where that fails, nothing is left.</summary>
    /// <exception cref="MeshException">It cannot be had; the message says what to do.</exception>
    /// <exception cref="ManifestException">The cluster refuses an object of the installation.</exception>
    public static async Task<MeshCluster> StartAsync(Settings settings, IstioVersion version, CancellationToken ct)
    {
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);
        var began = TimeProvider.System.GetTimestamp();
        void Mark(string what) => seconds[what] = Math.Round(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1);

        var (folder, release) = ClusterVariables.Installs(settings) ? await ReleaseOfAsync(settings, version, ct) : (null, "");
        ClusterHost host = settings.Environment == MeshEnvironment.K3s
            ? await K3sCluster.StartAsync(settings, version, ct)
            : await GivenCluster.ConnectAsync(settings.Cluster.Kubeconfig!, settings.Cluster.Context!, ct);
        PilotInstallation? installation = null;
        try
        {
            Mark("cluster");
            var installs = ClusterVariables.Installs(settings);
            await ClusterRights.DemandAsync(host.Api, installs, ct);
            if (!installs)
            {
                return new MeshCluster(host, settings, null, "was there", await ThereAsync(host.Api, version, ct), seconds);
            }

            var candidate = new PilotInstallation(host.Api, new PilotObjects(version, ImageOf(settings, version)), folder);
            await candidate.RefuseExistingAsync(ct);
            installation = candidate;
            await installation.InstallAsync(ct);
            Mark("installed");
            var pod = await installation.RunAsync(memoryLimit: null, generation: 1, ReadyWithin, ct);
            Mark("ready");
            return new MeshCluster(host, settings, installation, $"{ImageOf(settings, version)}; definitions: {release}", pod, seconds);
        }
        catch (Exception e)
        {
            if (installation is not null && !host.IsDisposable)
            {
                await installation.RemoveAsync(CancellationToken.None);
            }

            await host.DisposeAsync();
            if (e is InstallationException)
            {
                throw new MeshException(e.Message, e) { IsOurs = true };
            }

            throw;
        }
    }

    /// <summary>A mesh for one scenario, with a namespace of its own and a control plane that holds nothing of another.</summary>
    public async Task<Mesh> LeaseAsync(MeshRequest request, CancellationToken ct)
    {
        if (_installation is not null && (_broken || _memoryLimit != request.MemoryCap))
        {
            _broken = true; // until the new one is ready
            (_memoryLimit, _generation) = (request.MemoryCap, _generation + 1);
            _pod = await _installation.RunAsync(_memoryLimit, _generation, ReadyWithin, ct);
            _broken = false;
        }

        var mesh = await KubernetesMesh.StartAsync(this, request, _settings, ct);
        await mesh.RecordAsync("cluster.json", JsonSerializer.SerializeToUtf8Bytes(new { cluster = _host.Description, pilot = _pilot, pod = _pod.Name, seconds = _seconds }, RunFolder.Json), ct);
        return mesh;
    }

    /// <summary>Ends the control plane, and returns when it is gone.</summary>
    /// <exception cref="NotSupportedException">It was there before us.</exception>
    public Task StopAsync(CancellationToken ct)
    {
        Break(); // whatever comes of it, the next scenario does not begin with what is left of this
        return Installation.StopAsync(ReadyWithin, ct);
    }

    /// <summary>Starts the control plane again, and returns when it is ready: another pod takes the place of the one before.</summary>
    public async Task StartAgainAsync(CancellationToken ct) => _pod.Become(await Installation.StartAgainAsync(ReadyWithin, ct));

    /// <summary>Has the next scenario start with a control plane of its own.</summary>
    public void Break() => _broken = true;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_installation is not null && !_host.IsDisposable && !Keeps)
        {
            var left = await _installation.RemoveAsync(CancellationToken.None);
            if (left.Count > 0)
            {
                await Console.Error.WriteLineAsync($"left on {Api.Name}, where its deletion was asked for: {string.Join(", ", left)}");
            }
        }
        else if (Keeps)
        {
            await Console.Error.WriteLineAsync($"kept, as ISTIO_KEEP says: {_host.Description}");
        }

        await _host.DisposeAsync();
    }

    private PilotInstallation Installation => _installation
        ?? throw new NotSupportedException($"the control plane of {Api.Name} was there already and is not stopped; let it be installed with ISTIO_INSTALL=pilot");

    private static string ImageOf(Settings settings, IstioVersion version) =>
        settings.Cluster.PilotImage?.Replace(PilotBinary.VersionPlaceholder, $"{version}", StringComparison.Ordinal)
        ?? $"{settings.Images.Hub}/pilot:{version}";

    private static async Task<(string? Folder, string What)> ReleaseOfAsync(Settings settings, IstioVersion version, CancellationToken ct)
    {
        if (settings.Release is not null || InstallFiles.Definitions(version).Count == 0)
        {
            var given = ReleaseFiles.Find(settings.Release, version).Path;
            return (given, given ?? "none is needed");
        }

        var pins = Path.Combine(Path.GetDirectoryName(settings.Images.Lock)!, "archives.sha256");
        try
        {
            var archive = await new ReleaseArchives(new ArchiveSettings { Pins = pins }).GetAsync(version, ct: ct);
            return (archive.Path, $"{archive}");
        }
        catch (InstallationException e)
        {
            throw new MeshException($"{e.Message} (ISTIO_RELEASE)", e) { IsOurs = true };
        }
    }

    // What is there is believed by the tag of its image: nothing else is said of it to a client that may only read.
    private static async Task<PilotPod> ThereAsync(KubernetesApi api, IstioVersion version, CancellationToken ct)
    {
        var pods = await PilotPod.ListAsync(api, ct);
        if (pods.Count != 1)
        {
            throw new MeshException(
                $"{api.Name} has {pods.Count} pods of a control plane ({PilotObjects.Selector} in {PilotObjects.Namespace}), and it takes one; install Istio {version} there, or let it be installed with ISTIO_INSTALL=pilot") { IsOurs = true };
        }

        var image = pods[0].Spec.Containers[0].Image;
        return image.Contains($":{version}", StringComparison.Ordinal)
            ? await PilotPod.ReadyAsync(api, new PilotObjects(version, image).MonitoringPort, ReadyWithin, _ => true, ct)
            : throw new MeshException($"{api.Name} runs {image}, which is not tagged {version}; name its version with ISTIO_VERSIONS") { IsOurs = true };
    }
}
