using IstioRegressions.Catalogue;

namespace IstioRegressions.Distributions;

/// <summary>Where Istio's releases keep their binaries (pilot/docker/Dockerfile.* of each release).</summary>
public static class IstioImages
{
    /// <summary>The hub of the releases.</summary>
    public const string DefaultHub = "docker.io/istio";

    /// <summary>The control plane in a pilot image: the same path in all releases from 0.7.</summary>
    public const string PilotPath = "/usr/local/bin/pilot-discovery";

    /// <summary>The proxy in a proxy or proxyv2 image: the same path in all releases from 0.7.</summary>
    public const string EnvoyPath = "/usr/local/bin/envoy";

    private static readonly IstioVersion FirstProxyV2 = IstioVersion.Parse("0.8.0");

    /// <summary>The image of a release's control plane.</summary>
    /// <param name="version">The release.</param>
    /// <param name="hub">Registry and first part of the repository.</param>
    /// <exception cref="FormatException">The hub is none.</exception>
    public static ImageReference Pilot(IstioVersion version, string hub = DefaultHub) => Of(hub, "pilot", version);

    /// <summary>The image of a release's proxy: <c>proxyv2</c>, and <c>proxy</c> before 0.8, which had no other.</summary>
    /// <param name="version">The release.</param>
    /// <param name="hub">Registry and first part of the repository.</param>
    /// <exception cref="FormatException">The hub is none.</exception>
    public static ImageReference Proxy(IstioVersion version, string hub = DefaultHub) =>
        Of(hub, version < FirstProxyV2 ? "proxy" : "proxyv2", version);

    private static ImageReference Of(string hub, string name, IstioVersion version) =>
        ImageReference.TryParse($"{hub.TrimEnd('/')}/{name}:{version}", out var reference)
            ? reference
            : throw new FormatException($"'{hub}' is no hub; write REGISTRY/REPOSITORY, for example {DefaultHub}");
}
