using System.Text.Json;
using IstioRegressions.Catalogue;
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
    private readonly List<Installation> _installations = [];
    private readonly Dictionary<string, double> _seconds;
    private readonly IstioVersion _version;
    private readonly bool _mutualTls;
    private readonly string _installed;
    private readonly PilotPod _pod;
    private long? _memoryLimit;
    private int _generation = 1;
    private bool _broken;

    private MeshCluster(ClusterHost host, Settings settings, IstioVersion version, bool mutualTls, Installation? installation, string installed, PilotPod pod, Dictionary<string, double> seconds)
    {
        (_host, _settings, _version, _mutualTls, _installed, _pod, _seconds) = (host, settings, version, mutualTls, installed, pod, seconds);
        if (installation is not null)
        {
            _installations.Add(installation);
        }
    }

    /// <summary>The cluster as somebody made it.</summary>
    public ClusterHost Host => _host;

    /// <summary>The cluster's API.</summary>
    public KubernetesApi Api => _host.Api;

    /// <summary>Its control plane.</summary>
    public PilotPod Pod => _pod;

    /// <summary>Whether what a scenario made is left there.</summary>
    public bool Keeps => _settings.Cluster.Keep;

    /// <summary>Whether another version was installed over the one that it is for.</summary>
    private bool IsUpgraded => _installations.Count > 1;

    /// <summary>Whether a scenario can have it: where it cannot, the scenario needs another.</summary>
    public bool Suits(MeshRequest request) => !IsUpgraded && FirstOf(request) == _version && (_installations.Count == 0 || request.MutualTls == _mutualTls);

    /// <summary>The version that is installed for a scenario: its own, or the one that it begins with.</summary>
    public static IstioVersion FirstOf(MeshRequest request) => request.Before ?? request.Version;

    /// <summary>Makes or finds a cluster, installs a version on it and waits until its pilot is ready. Where that fails, nothing is left.</summary>
    /// <param name="settings">Which cluster, and what is installed.</param>
    /// <param name="version">The version.</param>
    /// <param name="mutualTls">Whether it is installed with mutual TLS from the start.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It cannot be had; the message says what to do.</exception>
    /// <exception cref="ManifestException">The cluster refuses an object of the installation.</exception>
    public static async Task<MeshCluster> StartAsync(Settings settings, IstioVersion version, bool mutualTls, CancellationToken ct)
    {
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);
        var began = TimeProvider.System.GetTimestamp();
        void Mark(string what) => seconds[what] = Math.Round(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1);

        var install = ClusterVariables.InstallOf(settings);
        var source = install == ClusterInstall.None ? null : await InstallSource.FindAsync(settings, version, ct);
        ClusterHost host = settings.Environment == MeshEnvironment.K3s
            ? await K3sCluster.StartAsync(settings, version, ct)
            : await GivenCluster.ConnectAsync(settings.Cluster.Kubeconfig!, settings.Cluster.Context!, ct);
        Installation? installation = null;
        try
        {
            Mark("cluster");
            await ClusterRights.DemandAsync(host.Api, install, ct);
            if (source is null)
            {
                return new MeshCluster(host, settings, version, mutualTls, null, "was there", await ThereAsync(host.Api, version, ct), seconds);
            }

            var candidate = source.On(host, mutualTls);
            await candidate.RefuseExistingAsync(ct);
            installation = candidate;
            await installation.InstallAsync(ReadyWithin, ct);
            Mark("installed");
            var pod = await installation.PilotAsync(ReadyWithin, ct);
            Mark("ready");
            return new MeshCluster(host, settings, version, mutualTls, installation, source.Description, pod, seconds);
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
        if (_installations is [var installation] && (_broken || _memoryLimit != request.MemoryCap))
        {
            _broken = true; // until the new one is ready
            (_memoryLimit, _generation) = (request.MemoryCap, _generation + 1);
            _pod.Become(await installation.RunAsync(_memoryLimit, _generation, ReadyWithin, ct));
            _broken = false;
        }

        var mesh = await KubernetesMesh.StartAsync(this, request, _settings, ct);
        await mesh.RecordAsync("cluster.json", JsonSerializer.SerializeToUtf8Bytes(new { cluster = _host.Description, installed = _installed, pod = _pod.Name, seconds = _seconds }, RunFolder.Json), ct);
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

    /// <summary>Installs another version over the one that is there, and returns when its control plane is ready.</summary>
    /// <exception cref="InstallationException">It cannot be installed.</exception>
    /// <exception cref="MeshException">It does not get ready.</exception>
    /// <exception cref="NotSupportedException">What is there was there before us.</exception>
    public async Task UpgradeAsync(IstioVersion to, CancellationToken ct)
    {
        _ = Installation;
        var next = (await InstallSource.FindAsync(_settings, to, ct)).On(_host, _mutualTls);
        _installations.Add(next);
        await next.InstallAsync(ReadyWithin, ct);
        _pod.Become(await next.PilotAsync(ReadyWithin, ct));
    }

    /// <summary>Has the next scenario start with a control plane of its own.</summary>
    public void Break() => _broken = true;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_host.IsDisposable && !Keeps)
        {
            var left = new List<string>();
            foreach (var installation in Enumerable.Reverse(_installations))
            {
                left.AddRange(await installation.RemoveAsync(CancellationToken.None));
            }

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

    private Installation Installation => _installations.LastOrDefault()
        ?? throw new NotSupportedException($"the control plane of {Api.Name} was there already and is not stopped; let it be installed with ISTIO_INSTALL=pilot");

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
        var tag = image.Split('@')[0].Split(':')[^1];
        return tag == $"{version}" || tag.StartsWith($"{version}-", StringComparison.Ordinal)
            ? await PilotPod.ReadyAsync(api, new PilotObjects(version, image).MonitoringPort, ReadyWithin, _ => true, ct)
            : throw new MeshException($"{api.Name} runs {image}, which is not tagged {version}; name its version with ISTIO_VERSIONS") { IsOurs = true };
    }
}
