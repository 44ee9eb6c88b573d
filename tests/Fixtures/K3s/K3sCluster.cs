using Docker.DotNet;
using DotNet.Testcontainers.Configurations;
using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using k8s;
using Testcontainers.K3s;

namespace IstioRegressions.Fixtures.K3s;

/// <summary>A disposable cluster: k3s in a container, which the guard of this process ends where nobody else does.</summary>
internal sealed class K3sCluster : ClusterHost
{
    private const int LastLines = 25;
    private const string Preloaded = "/var/lib/rancher/k3s/agent/images";

    // With the image, which may have to be pulled.
    private static readonly TimeSpan StartedWithin = TimeSpan.FromMinutes(6);

    private readonly K3sContainer _container;
    private readonly bool _keep;

    private K3sCluster(K3sContainer container, KubernetesApi api, string kubeconfig, string description, bool keep) =>
        (_container, Api, Kubeconfig, Description, _keep) = (container, api, kubeconfig, description, keep);

    /// <inheritdoc />
    public override KubernetesApi Api { get; }

    /// <inheritdoc />
    public override string Kubeconfig { get; }

    /// <inheritdoc />
    public override string Description { get; }

    /// <inheritdoc />
    public override bool IsDisposable => true;

    /// <summary>Starts one for a version of Istio, with the images that it is given.</summary>
    /// <exception cref="MeshException">It does not start; the message says why, and what to do.</exception>
    public static async Task<K3sCluster> StartAsync(Settings settings, IstioVersion version, CancellationToken ct)
    {
        var (image, why) = K3sImage.For(version, settings.Cluster.K3sImage);
        TestcontainersSettings.ResourceReaperEnabled = false; // the guard is the one reaper
        K3sContainer? container = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartedWithin);
        try
        {
            container = await BuildAsync(settings, version, image, limit.Token);
            await container.StartAsync(limit.Token);
            var kubeconfig = await WriteAsync(await container.GetKubeconfigAsync(), limit.Token);
            var api = new KubernetesApi(new Kubernetes(await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new FileInfo(kubeconfig))), $"the k3s cluster of Istio {version}");
            return new K3sCluster(container, api, kubeconfig, $"{image} ({why}), Kubernetes {await GivenCluster.VersionAsync(api, limit.Token)}, container {container.Id[..12]}, {kubeconfig}", settings.Cluster.Keep);
        }
        catch (Exception e) when (e is MeshException or InstallationException)
        {
            if (container is not null)
            {
                await EndAsync(container);
            }

            throw;
        }
        catch (Exception e)
        {
            var lastLines = container is null ? "" : await EndAsync(container);
            throw ct.IsCancellationRequested && e is OperationCanceledException ? e : new MeshException(K3sTrouble.Explain(e, image, StartedWithin, await K3sTrouble.VersionAsync(CancellationToken.None)) + lastLines, e) { IsOurs = true };
        }
    }

    /// <summary>Runs a command of a shell in the node.</summary>
    public Task ExecuteAsync(string command, CancellationToken ct) => _container.ExecAsync(["sh", "-c", command], ct);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (!_keep)
        {
            await _container.DisposeAsync();
            File.Delete(Kubeconfig);
        }
    }

    private static async Task<string> WriteAsync(string kubeconfig, CancellationToken ct)
    {
        var file = Path.GetTempFileName(); // for its owner alone
        await File.WriteAllTextAsync(file, kubeconfig, ct);
        return file;
    }

    private static async Task<K3sContainer> BuildAsync(Settings settings, IstioVersion version, string image, CancellationToken ct)
    {
        var guard = await HostGuard.OfThisProcessAsync(ct);
        var builder = new K3sBuilder(image);
        builder = settings.Cluster.Keep ? builder : builder.WithLabel(HostGuard.Label, guard.GuardContainers());
        var archives = settings.Images.Saved is { } saved ? ImageArchives.Of(saved, version) : [];
        return archives.Aggregate(builder, (b, file) => b.WithBindMount(file, $"{Preloaded}/{Path.GetFileName(file)}", AccessMode.ReadOnly)).Build();
    }

    private static async Task<string> EndAsync(K3sContainer container)
    {
        var lines = "";
        try
        {
            var (output, errors) = await container.GetLogsAsync();
            lines = string.Join('\n', $"{output}\n{errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(LastLines).Select(l => $"  {l}"));
        }
        catch (Exception e) when (e is DockerApiException or InvalidOperationException or HttpRequestException)
        {
            // It was never made, and has no lines.
        }

        await container.DisposeAsync();
        return lines.Length == 0 ? "" : $"; its last lines:\n{lines}";
    }
}
