using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;

namespace IstioRegressions.Cli.Diagnosis;

/// <summary>What the environments on Kubernetes need, as far as this machine can tell without asking a cluster.</summary>
internal static class ClusterFindings
{
    private const string Build = "a build that has it";

    private const string Socket = "/var/run/docker.sock";

    public static IEnumerable<Finding> Look(Settings settings) =>
    [
        Built("k3s"),
        Docker(Environment.GetEnvironmentVariable("DOCKER_HOST")),
        Built("cluster"),
        Kubeconfig(settings.Cluster.Kubeconfig),
        settings.Cluster.Context is { } context
            ? new("cluster", "a context", context)
            : new("cluster", "a context", "ISTIO_CONTEXT is not set", "give --context NAME; the current one is never taken by itself"),
        .. Installed(settings),
    ];

    // A whole release has its istioctl or its manifest, which a checkout has not.
    private static IEnumerable<Finding> Installed(Settings settings)
    {
        if (settings.Cluster.Install is not (ClusterInstall.Minimal or ClusterInstall.Release))
        {
            yield break;
        }

        const string Group = "k3s, cluster";
        const string Need = "releases to install";
        if (settings.Release is not { } release)
        {
            var archives = new ArchiveSettings { Pins = "" };
            yield return new Finding(Group, Need, $"archives from {archives.Releases}, verified and kept in {archives.Cache}");
            yield break;
        }

        var has = ReleaseList.Default.Versions.Where(v => CanInstall(release.Replace(PilotBinary.VersionPlaceholder, $"{v}", StringComparison.Ordinal), v)).ToList();
        yield return has.Count > 0
            ? new Finding(Group, Need, $"{release} has {string.Join(", ", has)}")
            : new Finding(Group, Need, $"{release} has no release with its istioctl, or up to 1.4 its manifest", "unpack releases there, or leave --release out and have their archives downloaded");
    }

    private static bool CanInstall(string folder, IstioVersion version) => File.Exists(Path.Combine(
        folder, ReleaseList.Default.For(version).Install == InstallStyle.Manifests ? InstallFiles.Manifest(version, mutualTls: false) : Path.Combine("bin", "istioctl")));

    private static Finding Built(string environment) =>
#if WITH_K3S
        new(environment, Build, "this one");
#else
        new(environment, Build, "this one has not", "build with -p:WithK3s=true, where Testcontainers.K3s and KubernetesClient can be restored");
#endif

    private static Finding Docker(string? host) => (host, File.Exists(Socket)) switch
    {
        ({ Length: > 0 }, _) => new("k3s", "Docker", $"DOCKER_HOST is {host}"),
        (_, true) => new("k3s", "Docker", Socket),
        _ => new("k3s", "Docker", $"DOCKER_HOST is not set, and there is no {Socket}", "start Docker, or say with DOCKER_HOST where it is"),
    };

    private static Finding Kubeconfig(string? file) => file switch
    {
        null => new("cluster", "a kubeconfig", "ISTIO_KUBECONFIG is not set", "give --kubeconfig FILE"),
        _ when File.Exists(file) => new("cluster", "a kubeconfig", file),
        _ => new("cluster", "a kubeconfig", $"{file} does not exist", "give the path of an existing file"),
    };
}
