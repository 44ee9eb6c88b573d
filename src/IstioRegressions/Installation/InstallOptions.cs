using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>What of a release is installed, and from which images.</summary>
public sealed record InstallOptions
{
    /// <summary>Registry and first part of the repository of all images.</summary>
    public string Hub { get; init; } = IstioImages.DefaultHub;

    /// <summary>The whole reference of the pilot's image, where it is not the release's: a build of your own.</summary>
    public string? PilotImage { get; init; }

    /// <summary>No gateway and, up to 1.4, nothing but the pilot: for scenarios that need no traffic.</summary>
    public bool ControlPlaneOnly { get; init; }

    /// <summary>Mutual TLS in the whole mesh from the start, which releases up to 1.3 have manifests of their own for.</summary>
    public bool MutualTls { get; init; }
}
