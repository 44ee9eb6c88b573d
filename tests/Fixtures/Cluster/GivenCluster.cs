using IstioRegressions.Meshes;
using k8s;
using k8s.Exceptions;
using YamlDotNet.Core;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>A cluster that is there already: a context of a kubeconfig, both named, never the current one by itself.</summary>
internal sealed class GivenCluster : ClusterHost
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(15);

    private GivenCluster(KubernetesApi api, string kubeconfig, string context, string description) => (Api, Kubeconfig, Context, Description) = (api, kubeconfig, context, description);

    /// <inheritdoc />
    public override KubernetesApi Api { get; }

    /// <inheritdoc />
    public override string Kubeconfig { get; }

    /// <inheritdoc />
    public override string? Context { get; }

    /// <inheritdoc />
    public override string Description { get; }

    /// <inheritdoc />
    public override bool IsDisposable => false;

    /// <summary>Connects to it.</summary>
    /// <exception cref="MeshException">The file or the context is not there, or the cluster cannot be reached.</exception>
    public static async Task<GivenCluster> ConnectAsync(string kubeconfig, string context, CancellationToken ct)
    {
        var name = $"the cluster {context}";
        var api = new KubernetesApi(new Kubernetes(Read(kubeconfig, context)), name);
        try
        {
            return new GivenCluster(api, kubeconfig, context, $"{name} of {kubeconfig}, Kubernetes {await VersionAsync(api, ct)}");
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        Api.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The version of a cluster's API server.</summary>
    /// <exception cref="MeshException">It cannot be reached.</exception>
    public static async Task<string> VersionAsync(KubernetesApi api, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(AnswersWithin);
        try
        {
            return (await api.GetAsync("version", limit.Token))?.GetProperty("gitVersion").GetString() ?? "unknown";
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new MeshException($"{api.Name} does not answer at {api.Client.BaseUri} within {AnswersWithin.TotalSeconds:0} s; does the kubeconfig name the right server?", e) { IsOurs = true };
        }
    }

    private static KubernetesClientConfiguration Read(string kubeconfig, string context)
    {
        if (!File.Exists(kubeconfig))
        {
            throw new MeshException($"there is no kubeconfig {kubeconfig} (ISTIO_KUBECONFIG)") { IsOurs = true };
        }

        try
        {
            var file = KubernetesClientConfiguration.LoadKubeConfig(new FileInfo(kubeconfig));
            var contexts = file.Contexts?.Select(c => c.Name).ToList() ?? [];
            return contexts.Contains(context, StringComparer.Ordinal)
                ? KubernetesClientConfiguration.BuildConfigFromConfigObject(file, context)
                : throw new MeshException($"{kubeconfig} has no context {context} (ISTIO_CONTEXT); it has {string.Join(", ", contexts.DefaultIfEmpty("none"))}") { IsOurs = true };
        }
        catch (Exception e) when (e is YamlException or KubeConfigException or FormatException or IOException)
        {
            throw new MeshException($"{kubeconfig} is no kubeconfig that can be used: {e.Message}", e) { IsOurs = true };
        }
    }
}
