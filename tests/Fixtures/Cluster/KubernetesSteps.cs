using System.Collections.Concurrent;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>The steps of one scenario on a cluster: objects that go and come, and the confirmation that the pilot took them.</summary>
/// <param name="api">The cluster.</param>
/// <param name="pilot">What errors call the pilot.</param>
/// <param name="http">What it says over HTTP.</param>
/// <param name="controlPlane">Its process.</param>
/// <param name="namespace">The namespace of the objects.</param>
/// <param name="restarts">Whether the scenario reckons with its end, and a step waits for its return.</param>
/// <param name="acceptWithin">How long it may take.</param>
internal sealed class KubernetesSteps(KubernetesApi api, string pilot, PilotHttp http, PodControlPlane controlPlane, string @namespace, bool restarts, TimeSpan acceptWithin)
{
    private const int AtOnce = 16; // a step is one change: its objects come within the time that a pilot waits for more

    /// <summary>Whether a control plane takes it as its configuration; other objects it learns of in its own time, and shows nowhere.</summary>
    public static bool IsConfiguration(ManifestObject o) => o.ApiVersion.Split('/')[0].EndsWith(".istio.io", StringComparison.Ordinal);

    /// <summary>Deletes and applies, and returns when the pilot has each object in the version that the API server gave it.</summary>
    /// <exception cref="ManifestException">The cluster refuses an object, or the pilot does not take it.</exception>
    /// <exception cref="MeshException">The pilot is gone.</exception>
    public async Task TakeAsync(string step, IReadOnlyList<ManifestObject> gone, IReadOnlyList<ManifestObject> come, CancellationToken ct)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        var versions = new ConcurrentDictionary<ObjectKey, string?>();
        await Parallel.ForEachAsync(gone.Select(o => (Object: o, Comes: false)).Concat(come.Select(o => (Object: o, Comes: true))), options, ChangeAsync);
        await TakenAsync(step, versions, ct);

        async ValueTask ChangeAsync((ManifestObject Object, bool Comes) change, CancellationToken ct)
        {
            var o = change.Object;
            string? version = null;
            if (change.Comes)
            {
                version = await api.ApplyAsync(step, o, @namespace, ct);
            }
            else
            {
                await api.DeleteAsync(step, o, @namespace, ct);
            }

            if (IsConfiguration(o))
            {
                versions[o.Key with { Namespace = @namespace }] = version;
            }
        }
    }

    private async Task TakenAsync(string step, IReadOnlyDictionary<ObjectKey, string?> versions, CancellationToken ct)
    {
        var pending = versions.Keys.ToList();
        try
        {
            await Polling.UntilAsync($"{pilot} has taken {step}", acceptWithin, AskAsync, () => "", ct);
        }
        catch (TimeoutException e)
        {
            throw new ManifestException(step, $": {pilot} has not taken {string.Join(", ", pending.Take(3))} within {acceptWithin.TotalSeconds:0.#} s; does it read that apiVersion and kind?", e);
        }

        async Task<bool> AskAsync(CancellationToken ct)
        {
            if (!restarts && controlPlane.Exits is [.., var exit] && !await http.IsReadyAsync(ct))
            {
                throw new MeshException($"{pilot} is not there to take {step}: it {exit}");
            }

            if (pending.Count > 0 && await http.ConfigurationAsync(ct) is { } listed)
            {
                pending.RemoveAll(key => versions[key] == listed.GetValueOrDefault(key));
            }

            return pending.Count == 0;
        }
    }
}
