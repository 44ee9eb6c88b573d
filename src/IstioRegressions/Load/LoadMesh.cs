using System.Globalization;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Load;

/// <summary>A control plane of our own to put a load on, with services of their own for each namespace.</summary>
public sealed class LoadMesh : IAsyncDisposable
{
    // The configuration may be thousands of objects, on a machine that has other work.
    private static readonly TimeSpan TakenWithin = TimeSpan.FromMinutes(5);

    private readonly LocalMesh _mesh;
    private int _edits;

    private LoadMesh(LocalMesh mesh) => _mesh = mesh;

    /// <summary>What it runs: "pilot 1.6.14".</summary>
    public string Name => _mesh.Name;

    /// <summary>The process of the pilot.</summary>
    public int ProcessId => _mesh.ControlPlane.ProcessId;

    /// <summary>Starts the pilot and gives it its services; it sends them when this returns.</summary>
    /// <param name="settings">Where the pilot comes from.</param>
    /// <param name="version">Which version.</param>
    /// <param name="namespaces">The namespaces of the observers.</param>
    /// <param name="servicesPerNamespace">How many services each of them has.</param>
    /// <param name="evidence">The directory of its log.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It cannot be started, or ended.</exception>
    /// <exception cref="ManifestException">It did not take its services.</exception>
    public static async Task<LoadMesh> StartAsync(
        Settings settings, IstioVersion version, IReadOnlyList<string> namespaces, int servicesPerNamespace, string evidence, CancellationToken ct = default)
    {
        if (settings.Environment is not (MeshEnvironment.Reference or MeshEnvironment.Native))
        {
            throw new MeshException($"a load runs on a pilot that is a process of this machine, and the environment {settings.Environment.ToString().ToLowerInvariant()} has none; run it with --environment reference or native, or on a pilot that runs: --address HOST:PORT");
        }

        var request = new MeshRequest(version, evidence, evidence) { AcceptWithin = TakenWithin, ObserveWithin = TakenWithin };
        var mesh = new LoadMesh(await LocalMesh.StartAsync(request, settings, ct));
        try
        {
            await mesh._mesh.ApplyAsync(LoadConfiguration.Services(namespaces, servicesPerNamespace), ct);
            await mesh.BecomeServedAsync(namespaces[^1], servicesPerNamespace, ct);
            return mesh;
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    /// <summary>The load of so many observers on this pilot.</summary>
    /// <param name="observers">How many.</param>
    /// <param name="namespaces">The namespaces that they are spread over.</param>
    public LoadOptions Options(int observers, IReadOnlyList<string> namespaces) => new()
    {
        Server = new Uri($"http://{_mesh.Discovery}"),
        Connect = _mesh.Connect,
        Protocol = Mesh.ProtocolOf(_mesh.Version),
        Version = _mesh.Version,
        Observers = observers,
        Namespaces = namespaces,
    };

    /// <summary>The next edits.</summary>
    public IEnumerable<LoadEdit> Edits(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var edit = ++_edits;
            yield return new LoadEdit(ct => _mesh.ApplyAsync(LoadConfiguration.Beacon(edit), ct), LoadConfiguration.BeaconCluster, LoadConfiguration.BeaconEndpoint(edit));
        }
    }

    /// <summary>Ends the pilot.</summary>
    public ValueTask DisposeAsync() => _mesh.DisposeAsync();

    // That it has read its configuration does not say that it has made a push of it.
    private async Task BecomeServedAsync(string @namespace, int services, CancellationToken ct)
    {
        await using var run = await LoadRun.StartAsync(Options(1, [@namespace]) with { WaitLimit = TakenWithin }, progress: null, ct);
        var own = string.Create(CultureInfo.InvariantCulture, $".{@namespace}.example.com");
        await run.Observers[0].Clusters.UntilAsync(clusters => clusters.Keys.Count(name => name.EndsWith(own, StringComparison.Ordinal)) == services, ct);
    }
}
