using IstioRegressions.Installation;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// What an installation puts on a cluster: the objects of its manifests, and what its control plane makes by itself.
/// </summary>
/// <param name="api">The cluster.</param>
internal sealed class InstalledObjects(KubernetesApi api)
{
    private const string SystemNamespace = $"api/v1/namespaces/{PilotObjects.Namespace}";

    // A control plane makes and changes these itself; none of Istio's was there before.
    private static readonly string[] OfTheControlPlane =
    [
        "apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
        "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    ];

    // And these in every namespace: certificates of service accounts up to 1.4, the root's since.
    private static readonly string[] InEveryNamespace =
    [
        "api/v1/secrets?fieldSelector=type%3Distio.io%2Fkey-and-cert",
        "api/v1/configmaps?fieldSelector=metadata.name%3Distio-ca-root-cert",
    ];

    private static readonly TimeSpan GoneWithin = TimeSpan.FromMinutes(3);

    private readonly List<string> _made = [];
    private readonly HashSet<string> _before = new(StringComparer.Ordinal);

    /// <summary>Takes down what is there before anything is installed.</summary>
    public async Task BeginAsync(CancellationToken ct) => _before.UnionWith(await OfIstioAsync(ct));

    /// <summary>Adds objects that are about to be made. What is in the namespace of the control plane goes with it, and what is of a defined kind with its definition.</summary>
    public async Task AddAsync(IEnumerable<InstallObject> objects, CancellationToken ct)
    {
        Add(SystemNamespace);
        foreach (var o in objects.Where(o => o.Namespace != PilotObjects.Namespace && !o.ApiVersion.Split('/')[0].EndsWith(".istio.io", StringComparison.Ordinal)))
        {
            Add(await api.PathAsync(o.Source, ManifestObject.Parse(new Manifest(o.Source, o.Yaml))[0], o.Namespace ?? ManifestObject.DefaultNamespace, ct));
        }
    }

    /// <summary>Removes all of it, and returns when it is gone.</summary>
    /// <returns>What is still there: paths of the API.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken ct)
    {
        // The control plane first: it would make again what is taken from it.
        var left = await DeleteAsync(Enumerable.Reverse(_made).OrderBy(path => path == SystemNamespace ? 0 : 1), ct);
        if (left.Count > 0)
        {
            return left;
        }

        var made = (await OfIstioAsync(ct)).Except(_before, StringComparer.Ordinal).ToList();
        return await DeleteAsync(made, ct);
    }

    private void Add(string path)
    {
        if (!_made.Contains(path, StringComparer.Ordinal))
        {
            _made.Add(path);
        }
    }

    private async Task<List<string>> OfIstioAsync(CancellationToken ct)
    {
        var paths = new List<string>();
        foreach (var collection in OfTheControlPlane)
        {
            paths.AddRange((await api.ListAsync(collection, ct)).Select(KubernetesApi.NameOf).Where(n => n.Contains("istio", StringComparison.Ordinal)).Select(n => $"{collection}/{n}"));
        }

        foreach (var query in InEveryNamespace)
        {
            var kind = query.Split('?')[0].Split('/')[^1];
            paths.AddRange((await api.ListAsync(query, ct)).Select(o => $"api/v1/namespaces/{o.GetProperty("metadata").GetProperty("namespace").GetString()}/{kind}/{KubernetesApi.NameOf(o)}"));
        }

        return paths;
    }

    private async Task<IReadOnlyList<string>> DeleteAsync(IEnumerable<string> paths, CancellationToken ct)
    {
        var left = paths.ToList();
        foreach (var path in left)
        {
            await api.DeleteAsync(path, ct);
        }

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
}
