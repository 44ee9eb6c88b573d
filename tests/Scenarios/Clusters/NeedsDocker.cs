using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

/// <summary>Tests that make a cluster of their own run where somebody asked for clusters, and are skipped with that reason elsewhere.</summary>
internal static class NeedsDocker
{
    /// <summary>The settings of a cluster for the first of the versions asked for.</summary>
    public static Settings Settings()
    {
        var settings = Meshes.Settings.Current;
        Skip.If(settings.Environment != MeshEnvironment.K3s, "makes a cluster: run it with ISTIO_ENVIRONMENT=k3s, and Docker");
        Skip.If(settings.Versions.Count == 0, "installs a pilot: say of which version with ISTIO_VERSIONS");
        Skip.If(settings.Release is null, "installs a pilot: say with ISTIO_RELEASE where the files of its release are");
        return settings;
    }
}
