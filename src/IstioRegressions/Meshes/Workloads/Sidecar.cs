using IstioRegressions.Catalogue;

namespace IstioRegressions.Meshes.Workloads;

/// <summary>How the proxy beside a workload ends, and what it is started with.</summary>
/// <param name="Drain">What it does on SIGTERM.</param>
/// <param name="DrainTime">For how long.</param>
/// <param name="OutlivesApplication">
/// Whether it gets SIGTERM only when the application has ended, as a native sidecar of Kubernetes does; otherwise at once,
/// like every container of a pod.
/// </param>
public sealed record Sidecar(SidecarDrain Drain, TimeSpan DrainTime, bool OutlivesApplication = false)
{
    /// <summary>The version that it says it is of; null for that of the mesh.</summary>
    public IstioVersion? Version { get; init; }

    /// <summary>Whether its bootstrap has the address of the control plane's pod; otherwise that of the control plane's Service.</summary>
    public bool IsPinned { get; init; }

    // What Istio lets its sidecars drain for (terminationDrainDuration), and Envoy before that setting (--drain-time-s of the agent's last epoch).
    private static readonly TimeSpan Published = TimeSpan.FromSeconds(5);

    /// <summary>As a sidecar with these defects ends and is started; without any it ends as a native one.</summary>
    /// <param name="defects">Of <see cref="ReferenceDefects"/>, those of the mesh.</param>
    /// <param name="scale">What published durations are multiplied by.</param>
    public static Sidecar With(IReadOnlyCollection<string> defects, double scale)
    {
        var time = Published * scale;
        var sidecar = defects.Contains(ReferenceDefects.SidecarExitsAtOnce) ? new Sidecar(SidecarDrain.Exit, TimeSpan.Zero)
            : defects.Contains(ReferenceDefects.SidecarRefusesAtOnce) ? new Sidecar(SidecarDrain.Refuse, time)
            : defects.Contains(ReferenceDefects.SidecarEndsBeforeApplication) ? new Sidecar(SidecarDrain.Accept, time)
            : new Sidecar(SidecarDrain.Accept, time, OutlivesApplication: true);
        return sidecar with { IsPinned = defects.Contains(ReferenceDefects.BootstrapPinsPodAddress) };
    }

    internal string DrainOption => Drain == SidecarDrain.ZeroConnections ? "zero-connections" : $"{Drain}".ToLowerInvariant();
}
