namespace IstioRegressions.Meshes;

/// <summary>Which Kubernetes cluster is used and what is installed on it, as the ISTIO_ variables say.</summary>
public sealed record ClusterSettings
{
    /// <summary>ISTIO_KUBECONFIG: the file that says how a cluster is reached; null where none is named.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>ISTIO_CONTEXT: the context of that file; the current one is never taken by itself.</summary>
    public string? Context { get; init; }

    /// <summary>ISTIO_INSTALL: what is installed; null for the environment's own, which is the pilot on k3s and nothing on a cluster.</summary>
    public ClusterInstall? Install { get; init; }

    /// <summary>ISTIO_KEEP: what was made is left there, and named.</summary>
    public bool Keep { get; init; }

    /// <summary>ISTIO_PILOT_IMAGE: the reference of the control plane's image, with {version} in it one for each version; null for the hub's.</summary>
    public string? PilotImage { get; init; }

    /// <summary>ISTIO_K3S_IMAGE: the image of the disposable cluster; null for the one that the version runs on.</summary>
    public string? K3sImage { get; init; }
}
