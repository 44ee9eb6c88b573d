using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>What a release is published as for one platform: a gzipped tar archive beside the release on GitHub.</summary>
public sealed record ReleaseArchive
{
    // istio/release-builder began to build an archive an architecture in March 2020, between 1.5 and 1.6.
    private static readonly IstioVersion FirstByArchitecture = IstioVersion.Parse("1.6.0-alpha.0");

    private ReleaseArchive(IstioVersion version, string suffix) => (Version, Stem) = (version, $"istio-{version}-{suffix}");

    /// <summary>The release.</summary>
    public IstioVersion Version { get; }

    /// <summary>Its file name without <c>.tar.gz</c>.</summary>
    public string Stem { get; }

    /// <summary>Its file name.</summary>
    public string Name => Stem + ".tar.gz";

    /// <summary>The one folder that all its files are in.</summary>
    public string Folder => $"istio-{Version}";

    /// <summary>The archive of a release for a platform.</summary>
    /// <exception cref="InstallationException">None was published; the message says from which version on there is one.</exception>
    public static ReleaseArchive Of(IstioVersion version, ImagePlatform platform) => version >= FirstByArchitecture
        ? new ReleaseArchive(version, $"linux-{platform.Architecture}")
        : platform == ImagePlatform.LinuxAmd64
            ? new ReleaseArchive(version, "linux")
            : throw new InstallationException(
                $"Istio {version} was published for {ImagePlatform.LinuxAmd64} alone, and this is {platform}, which has archives from 1.6.0 on; use such a version, or another machine");

    /// <summary>Where it is below the address of all releases.</summary>
    public Uri Address(Uri releases) => new($"{releases.AbsoluteUri.TrimEnd('/')}/{Version}/{Name}");
}
