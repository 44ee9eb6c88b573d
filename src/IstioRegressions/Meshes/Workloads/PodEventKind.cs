namespace IstioRegressions.Meshes.Workloads;

/// <summary>What can happen to a pod.</summary>
public enum PodEventKind
{
    /// <summary>Its readiness probe succeeded for the first time.</summary>
    Ready,

    /// <summary>It was deleted: its endpoint is to go, and its containers are to end.</summary>
    Deleted,

    /// <summary>The application's preStop hook began.</summary>
    HookBegan,

    /// <summary>The application got SIGTERM.</summary>
    ApplicationTerminated,

    /// <summary>The application's process ended.</summary>
    ApplicationExited,

    /// <summary>The sidecar got SIGTERM.</summary>
    SidecarTerminated,

    /// <summary>The sidecar's process ended.</summary>
    SidecarExited,

    /// <summary>No new connection to the Service goes to it any more.</summary>
    EndpointGone,

    /// <summary>The grace period was over, and what was left got SIGKILL.</summary>
    Killed,
}
