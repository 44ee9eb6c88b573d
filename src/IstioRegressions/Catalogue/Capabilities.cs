namespace IstioRegressions.Catalogue;

/// <summary>What a mesh can do. A regression names those that it needs; an environment those that it has.</summary>
[Flags]
public enum Capabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Observers can subscribe to the control plane's discovery service.</summary>
    Xds = 1,

    /// <summary>The control plane's process can be watched: crash, restarts, memory.</summary>
    Process = 2,

    /// <summary>Traffic can enter through an ingress gateway.</summary>
    Ingress = 4,

    /// <summary>Applications can be deployed, called and rolled.</summary>
    Workloads = 8,

    /// <summary>Applications can be given a sidecar proxy.</summary>
    Sidecars = 16,

    /// <summary>There is a Kubernetes API: pods, probes, Services, Ingresses.</summary>
    Kubernetes = 32,

    /// <summary>The files that a release is installed from can be read; there is no mesh.</summary>
    Release = 64,

    /// <summary>The control plane can be stopped, and started again.</summary>
    Outages = 128,

    /// <summary>The pods of an application have addresses that can be connected to from this machine.</summary>
    PodAddresses = 256,
}
