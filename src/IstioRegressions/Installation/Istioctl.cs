using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>The command line that installs a release from 1.5 on; the flags were read in operator/cmd/mesh of each minor.</summary>
public static class Istioctl
{
    /// <summary>How long it waits for what it installed.</summary>
    public static TimeSpan Readiness { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The arguments of the release's own <c>istioctl</c>; it ends when all that it installed is ready.</summary>
    /// <param name="release">The release.</param>
    /// <param name="options">What is installed.</param>
    /// <param name="kubeconfig">The file that names the cluster.</param>
    /// <param name="context">The context in it; its current one where none is given.</param>
    /// <exception cref="InstallationException">The release is not installed by <c>istioctl</c>, or not so.</exception>
    public static IReadOnlyList<string> Arguments(Release release, InstallOptions options, string kubeconfig, string? context = null)
    {
        string[] command = release.Install switch
        {
            // 1.6 and later wait unless they are told not to, and have no such flag from 1.7 on.
            InstallStyle.ManifestApply => ["manifest", "apply", "--wait"],
            InstallStyle.Istioctl => ["install"],
            _ => throw new InstallationException($"Istio {release.Version} is installed from manifests; its istioctl cannot"),
        };
        return
        [
            .. command,
            "--skip-confirmation",
            "--readiness-timeout", $"{Readiness.TotalSeconds}s",
            "--kubeconfig", kubeconfig,
            .. context is null ? Array.Empty<string>() : ["--context", context],
            .. Sets(release, options),
        ];
    }

    /// <summary>The arguments by which it writes the objects that it would install, as YAML; no cluster is asked.</summary>
    /// <exception cref="InstallationException">The release is not installed so.</exception>
    public static IReadOnlyList<string> Manifest(Release release, InstallOptions options) => ["manifest", "generate", .. Sets(release, options)];

    private static IEnumerable<string> Sets(Release release, InstallOptions options) => options.MutualTls
        ? throw InstallFiles.NoMutualTls(release.Version)
        : Values(options).SelectMany(value => new[] { "--set", value });

    private static IEnumerable<string> Values(InstallOptions options)
    {
        yield return options.ControlPlaneOnly ? "profile=minimal" : "profile=default";

        // A disposable cluster has not the two gigabytes that the pilot asks for before it has a mesh.
        yield return "values.pilot.resources.requests.cpu=10m";
        yield return "values.pilot.resources.requests.memory=100Mi";

        // 1.6 injects a sidecar whose image is always pulled, which an image that was given to the cluster cannot be.
        yield return "values.global.imagePullPolicy=IfNotPresent";
        if (!options.ControlPlaneOnly)
        {
            yield return "values.gateways.istio-ingressgateway.type=NodePort";
        }

        if (options.Hub != IstioImages.DefaultHub)
        {
            yield return $"hub={options.Hub}";
        }

        if (options.PilotImage is { } image)
        {
            // The charts take what has a slash in it for the whole reference.
            yield return $"values.pilot.image={image}";
        }
    }
}
