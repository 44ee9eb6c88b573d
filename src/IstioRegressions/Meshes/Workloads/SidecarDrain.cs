namespace IstioRegressions.Meshes.Workloads;

/// <summary>What a sidecar does on SIGTERM.</summary>
public enum SidecarDrain
{
    /// <summary>Ends at once.</summary>
    Exit,

    /// <summary>Refuses new connections at once, and ends after the drain time.</summary>
    Refuse,

    /// <summary>Goes on accepting, and ends after the drain time.</summary>
    Accept,

    /// <summary>Goes on accepting, and ends when after the drain time nobody is connected.</summary>
    ZeroConnections,
}
