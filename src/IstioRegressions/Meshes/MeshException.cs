namespace IstioRegressions.Meshes;

/// <summary>A mesh could not be started, or its control plane is no longer there; the message has its last words.</summary>
public sealed class MeshException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether this machine, or what is installed on it, is the cause: no other control plane would fare better.</summary>
    public bool IsOurs { get; init; }
}
