namespace IstioRegressions.Meshes;

/// <summary>A mesh could not be started, or its control plane is no longer there; the message has its last words.</summary>
public sealed class MeshException(string message, Exception? inner = null) : Exception(message, inner);
