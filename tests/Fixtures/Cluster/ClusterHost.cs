namespace IstioRegressions.Fixtures.Cluster;

/// <summary>A cluster as somebody made it: disposing it ends what we made of it.</summary>
internal abstract class ClusterHost : IAsyncDisposable
{
    /// <summary>Its API.</summary>
    public abstract KubernetesApi Api { get; }

    /// <summary>What it is, for the evidence.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it is gone when this is disposed, and with it all that was put there.</summary>
    public abstract bool IsDisposable { get; }

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
