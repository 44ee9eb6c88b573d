using IstioRegressions.Catalogue;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>What a mesh is asked to be.</summary>
/// <param name="Version">The version of Istio that it runs, or that the reference plays.</param>
/// <param name="ManifestFolder">The directory of the regression's YAML files.</param>
/// <param name="EvidenceFolder">The directory for logs and samples; made when it is not there.</param>
public sealed record MeshRequest(IstioVersion Version, string ManifestFolder, string EvidenceFolder)
{
    /// <summary>
    /// The version of the control plane that the mesh starts with, until it is upgraded to <see cref="Version"/>; null where
    /// it is of that version from the start. On the reference alone.
    /// </summary>
    public IstioVersion? Before { get; init; }

    /// <summary>The defects of the reference, for a control; null for those that the catalogue gives the version.</summary>
    public IReadOnlyList<string>? Defects { get; init; }

    /// <summary>Whether the mesh config asks for mutual TLS between all workloads (authPolicy), as 0.7 and 0.8 were installed with auth.</summary>
    public bool MutualTls { get; init; }

    /// <summary>Whether a control plane that exits is started again.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.Never;

    /// <summary>The resident memory in bytes over which the control plane is killed; null for no cap.</summary>
    public long? MemoryCap { get; init; }

    /// <summary>How long the control plane may take to be ready.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the control plane may take to accept a manifest.</summary>
    public TimeSpan AcceptWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an observer waits for a push before it says what it misses.</summary>
    public TimeSpan ObserveWithin { get; init; } = ObserverOptions.DefaultWaitLimit;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
