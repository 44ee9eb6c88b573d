using System.Diagnostics;
using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes.Workloads;

/// <summary>What pods need of the mesh that they are in.</summary>
/// <param name="Guard">Who starts their processes.</param>
/// <param name="Directory">Where their files are, while they live.</param>
/// <param name="NewAddress">An address for a pod.</param>
/// <param name="DiscoveryOf">Where a sidecar that is started now takes its configuration.</param>
/// <param name="Protocol">What is spoken there.</param>
/// <param name="NodeOf">Who the sidecar of a pod says it is, by the pod's address and name and the sidecar's version; null for the mesh's.</param>
/// <param name="Time">The clock.</param>
internal sealed record PodHost(
    HostGuard Guard,
    string Directory,
    Func<IPAddress> NewAddress,
    Func<Sidecar, IPEndPoint> DiscoveryOf,
    XdsProtocol Protocol,
    Func<IPAddress, string, IstioVersion?, NodeIdentity> NodeOf,
    TimeProvider Time)
{
    /// <summary>Starts a container.</summary>
    public MeshProcess Start(string name, ProcessStartInfo command)
    {
        var log = new ProcessLog(Path.Combine(Directory, $"{name}.log"));
        var process = MeshProcess.Start(Guard, command, log, Time);
        _ = CloseAsync();
        return process;

        async Task CloseAsync()
        {
            await process.Exit;
            await log.DisposeAsync();
        }
    }
}
