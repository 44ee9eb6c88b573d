namespace IstioRegressions.Meshes;

/// <summary>Where meshes come from.</summary>
public enum MeshEnvironment
{
    /// <summary>Our own pilot, as a process on loopback. What it says of Istio itself: nothing; it proves that a scenario can tell.</summary>
    Reference,

    /// <summary>The real <c>pilot-discovery</c>, as a process on loopback.</summary>
    Native,

    /// <summary>Istio installed in a disposable k3s.</summary>
    K3s,

    /// <summary>Istio in a cluster that a kubeconfig names.</summary>
    Cluster,
}
