using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>The ISTIO_ variables of <see cref="ClusterSettings"/>.</summary>
internal static class ClusterVariables
{
    // Before it there is no ADS, and no page of the pilot that says which configuration it took.
    private static readonly IstioVersion FirstWithAds = IstioVersion.Parse("1.0.0");

    // The manifests of 0.7 have no injector: what makes its certificate is a script.
    private static readonly IstioVersion FirstWithInjector = IstioVersion.Parse("0.8.0");

    // Up to 1.4 a control plane alone is the pilot.
    private static readonly IstioVersion FirstMinimalWithInjector = IstioVersion.Parse("1.5.0");

    /// <summary>Reads them; null is what is not set.</summary>
    /// <exception cref="SettingsException">One has a value that it cannot have; the message lists the right ones.</exception>
    public static ClusterSettings Read(Func<string, string?> value) => new()
    {
        Kubeconfig = value("ISTIO_KUBECONFIG") is { } file ? Path.GetFullPath(file) : null,
        Context = value("ISTIO_CONTEXT"),
        Install = value("ISTIO_INSTALL") is { } install ? SettingsValue.OneOf<ClusterInstall>("ISTIO_INSTALL", install) : null,
        Keep = SettingsValue.TrueOrFalse("ISTIO_KEEP", value("ISTIO_KEEP")),
        PilotImage = value("ISTIO_PILOT_IMAGE"),
        K3sImage = value("ISTIO_K3S_IMAGE"),
    };

    /// <summary>What <see cref="Read"/> reads the settings from; null unsets one.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Of(ClusterSettings cluster) =>
    [
        new("ISTIO_KUBECONFIG", cluster.Kubeconfig),
        new("ISTIO_CONTEXT", cluster.Context),
        new("ISTIO_INSTALL", cluster.Install?.ToString().ToLowerInvariant()),
        new("ISTIO_KEEP", cluster.Keep ? "true" : null),
        new("ISTIO_PILOT_IMAGE", cluster.PilotImage),
        new("ISTIO_K3S_IMAGE", cluster.K3sImage),
    ];

    /// <summary>Why a version cannot be run on a cluster, as far as can be told without asking one; null when it can.</summary>
    public static string? Missing(Settings settings, IstioVersion version) =>
        version < FirstWithAds && InstallOf(settings) is (ClusterInstall.Pilot or ClusterInstall.Minimal)
            ? $"a pilot alone is run on k3s and cluster from {FirstWithAds} on; run {version} as a process (native), or install the whole release for its published steps (ISTIO_INSTALL=release)"
        : settings.Release is not null && InstallOf(settings) != ClusterInstall.None ? ReleaseFiles.Find(settings.Release, version).Missing
        : null;

    /// <summary>What is installed: a pilot on a cluster of our own, nothing on another, or what is asked for.</summary>
    public static ClusterInstall InstallOf(Settings settings) =>
        settings.Cluster.Install ?? (settings.Environment == MeshEnvironment.K3s ? ClusterInstall.Pilot : ClusterInstall.None);

    /// <summary>What a mesh of a version can do with what is installed. An Istio that was there is taken for a whole one.</summary>
    public static Capabilities CapabilitiesOf(Settings settings, IstioVersion version)
    {
        var install = InstallOf(settings);
        var whole = install is ClusterInstall.Release or ClusterInstall.None;
        var injects = whole ? version >= FirstWithInjector : install == ClusterInstall.Minimal && version >= FirstMinimalWithInjector;
        return Capabilities.Process | Capabilities.Kubernetes | Capabilities.Workloads
            | (version >= FirstWithAds ? Capabilities.Xds : Capabilities.None)
            | (install == ClusterInstall.None ? Capabilities.None : Capabilities.Outages)
            | (whole ? Capabilities.Ingress : Capabilities.None)
            | (injects ? Capabilities.Sidecars : Capabilities.None);
    }

    /// <summary>Refuses what an environment cannot do with the settings.</summary>
    /// <exception cref="SettingsException">Something is missing, or is of no use; the message says what to set.</exception>
    public static void Check(Settings settings)
    {
        var environment = settings.Environment.ToString().ToLowerInvariant();
#if !WITH_K3S
        throw new SettingsException($"ISTIO_ENVIRONMENT '{environment}' is not in this build: build with -p:WithK3s=true, or use reference or native");
#else
        if (settings.Pilot is not null)
        {
            throw new SettingsException($"ISTIO_PILOT '{settings.Pilot}' is a binary, and the environment {environment} runs images; name the image with ISTIO_PILOT_IMAGE");
        }

        if (settings.Environment != MeshEnvironment.Cluster)
        {
            return;
        }

        if (settings.Cluster is { Kubeconfig: null } or { Context: null })
        {
            throw new SettingsException(
                "ISTIO_ENVIRONMENT 'cluster' needs ISTIO_KUBECONFIG, a file, and ISTIO_CONTEXT, the context of that file that may be used: none is taken by itself");
        }

        if (settings.Versions.Count != 1)
        {
            throw new SettingsException(
                $"ISTIO_ENVIRONMENT 'cluster' runs one version at a time, and ISTIO_VERSIONS names {settings.Versions.Count}; name the one that is installed there, or is to be");
        }
#endif
    }
}
