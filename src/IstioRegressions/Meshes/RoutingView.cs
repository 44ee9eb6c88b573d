using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>What one sidecar knows of where calls go, however the control plane tells it.</summary>
public abstract class RoutingView : IAsyncDisposable
{
    /// <summary>What it knows now.</summary>
    /// <exception cref="MeshException">The control plane does not answer.</exception>
    public abstract Task<RoutingState> LookAsync(CancellationToken ct = default);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
