namespace IstioRegressions.Meshes;

/// <summary>What is installed on a cluster before a scenario.</summary>
public enum ClusterInstall
{
    /// <summary>Nothing: the control plane is there already.</summary>
    None,

    /// <summary>The custom resource definitions of the release and its pilot.</summary>
    Pilot,
}
