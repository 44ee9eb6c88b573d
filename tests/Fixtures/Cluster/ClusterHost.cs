namespace IstioRegressions.Fixtures.Cluster;

/// <summary>A cluster as somebody made it: disposing it ends what we made of it.</summary>
internal abstract class ClusterHost : IAsyncDisposable
{
    /// <summary>Its API.</summary>
    public abstract KubernetesApi Api { get; }

    /// <summary>The file that says how it is reached, for programs that are not of us.</summary>
    public abstract string Kubeconfig { get; }

    /// <summary>The context of that file; null for its current one.</summary>
    public virtual string? Context => null;

    /// <summary>What it is, for the evidence.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it is gone when this is disposed, and with it all that was put there.</summary>
    public abstract bool IsDisposable { get; }

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
