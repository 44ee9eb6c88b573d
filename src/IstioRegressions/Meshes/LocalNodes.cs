using System.Collections.Concurrent;
using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>Who the workloads of a local mesh are, each at one address for its life.</summary>
internal sealed class LocalNodes(LoopbackBlock addresses, IstioVersion version)
{
    private readonly ConcurrentDictionary<string, IPAddress> _addresses = new(StringComparer.Ordinal);

    /// <summary>The address of a workload.</summary>
    public IPAddress AddressOf(string name) => _addresses.GetOrAdd(name, _ => addresses.Next());

    /// <summary>The sidecar of a workload.</summary>
    public NodeIdentity Sidecar(string name) => Sidecar(name, version);

    /// <summary>The sidecar of a workload, of the version that it claims.</summary>
    public NodeIdentity Sidecar(string name, IstioVersion claimed) => Sidecar(AddressOf(name), name, claimed);

    /// <summary>The sidecar of a pod that has an address already, of the version that it claims; null for the mesh's.</summary>
    public NodeIdentity OfPod(IPAddress address, string name, IstioVersion? claimed) => Sidecar(address, name, claimed ?? version);

    /// <summary>A gateway.</summary>
    public NodeIdentity Router(string name, IReadOnlyDictionary<string, string> labels) =>
        NodeIdentity.Router($"{AddressOf(name)}", name, ManifestObject.DefaultNamespace, version, labels);

    private static NodeIdentity Sidecar(IPAddress address, string name, IstioVersion claimed) =>
        NodeIdentity.Sidecar($"{address}", name, ManifestObject.DefaultNamespace, claimed);
}
