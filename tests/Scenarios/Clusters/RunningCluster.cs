using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

/// <summary>One cluster with a control plane for the tests of a class, made for the first of them that is not skipped.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    private readonly Once<MeshCluster> _cluster = new(() => MeshCluster.StartAsync(NeedsDocker.Settings(), Version, mutualTls: false, CancellationToken.None));
    private bool _made;

    /// <summary>The version of its control plane.</summary>
    internal static IstioVersion Version => NeedsDocker.Settings().Versions[0];

    /// <summary>The cluster.</summary>
    internal Task<MeshCluster> GetAsync()
    {
        NeedsDocker.Settings();
        _made = true;
        return _cluster.GetAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_made)
        {
            await (await _cluster.GetAsync()).DisposeAsync();
        }
    }
}
