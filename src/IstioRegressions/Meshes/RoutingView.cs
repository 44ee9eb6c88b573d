using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>What one sidecar knows of where calls go, however the control plane tells it.</summary>
public abstract class RoutingView : IAsyncDisposable
{
    /// <summary>What it knows now of a host.</summary>
    /// <exception cref="MeshException">The control plane does not answer.</exception>
    public abstract Task<RoutingState> LookAsync(string host, CancellationToken ct = default);

    /// <summary>
    /// What a proxy that asks now for the first time is told of a host, where proxies ask; what this one knows, where they
    /// are told.
    /// </summary>
    /// <exception cref="MeshException">The control plane does not answer.</exception>
    public abstract Task<RoutingState> LookAnewAsync(string host, CancellationToken ct = default);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
