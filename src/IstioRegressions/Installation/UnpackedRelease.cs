using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>A release that was downloaded, verified and unpacked.</summary>
/// <param name="Version">The release.</param>
/// <param name="Path">The folder with its <c>bin</c>, and <c>install</c> or <c>manifests</c>.</param>
/// <param name="Digest">The digest of the archive.</param>
/// <param name="Trust">What it was verified by.</param>
public sealed record UnpackedRelease(IstioVersion Version, string Path, Digest Digest, ArchiveTrust Trust)
{
    /// <summary>The release's own <c>istioctl</c>.</summary>
    public string Istioctl => System.IO.Path.Combine(Path, "bin", "istioctl");

    /// <summary>The line for the evidence.</summary>
    public override string ToString() => $"Istio {Version}, archive {Digest}, " + Trust switch
    {
        ArchiveTrust.Published => "verified by its published sum",
        ArchiveTrust.Pinned => "verified by its pin",
        _ => "NOT VERIFIED: no sum was published for it; pinned as it was at the first download",
    };
}
