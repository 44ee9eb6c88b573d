namespace IstioRegressions.Meshes;

/// <summary>What is installed on a cluster before a scenario.</summary>
public enum ClusterInstall
{
    /// <summary>Nothing: Istio is there already.</summary>
    None,

    /// <summary>The custom resource definitions of the release and its pilot.</summary>
    Pilot,

    /// <summary>What the release calls minimal: the control plane and its injector, no gateway. Up to 1.4 it is the pilot.</summary>
    Minimal,

    /// <summary>The whole release.</summary>
    Release,
}
