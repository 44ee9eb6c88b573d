using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>The ISTIO_ variables of <see cref="ClusterSettings"/>.</summary>
internal static class ClusterVariables
{
    // Before it a pilot has no page that says whether it is ready, and serves no endpoints over ADS.
    private static readonly IstioVersion FirstWithReadiness = IstioVersion.Parse("1.0.0");

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
        version < FirstWithReadiness ? $"the environments k3s and cluster run Istio from {FirstWithReadiness} on; run {version} as a process (native)"
        : settings.Release is not null && Installs(settings) ? ReleaseFiles.Find(settings.Release, version).Missing
        : null;

    /// <summary>Whether a pilot is installed: always on a cluster of our own, and where it is asked for.</summary>
    public static bool Installs(Settings settings) =>
        (settings.Cluster.Install ?? (settings.Environment == MeshEnvironment.K3s ? ClusterInstall.Pilot : ClusterInstall.None)) == ClusterInstall.Pilot;

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
