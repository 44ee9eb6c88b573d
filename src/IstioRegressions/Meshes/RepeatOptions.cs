using IstioRegressions.Catalogue;

namespace IstioRegressions.Meshes;

/// <summary>What must be said again to repeat a run of a regression: the settings that are not the usual ones.</summary>
public static class RepeatOptions
{
    /// <summary>The options, the variables that they stand for, and the values, quoted for a shell.</summary>
    public static IEnumerable<(string Option, string Variable, string Value)> Of(Settings settings, Regression regression) =>
        All(settings, regression).Where(g => g.Value is not null).Select(g => (g.Option, g.Variable, g.Value!));

    private static IEnumerable<(string Option, string Variable, string? Value)> All(Settings settings, Regression regression)
    {
        var usual = new Settings();
        yield return ("--environment", "ISTIO_ENVIRONMENT", settings.Environment.ToString().ToLowerInvariant());
        yield return ("--allow-all-interfaces", "ISTIO_ALLOW_ALL_INTERFACES", settings.AllowAllInterfaces ? "true" : null);
        yield return ("--resources-per-test", "ISTIO_RESOURCES_PER_TEST", settings.ResourcesPerTest == usual.ResourcesPerTest ? null : $"{settings.ResourcesPerTest}");
        yield return ("--expect", "ISTIO_EXPECT", settings.Expect == usual.Expect ? null : settings.Expect.ToString().ToLowerInvariant());
        if (settings.Environment is MeshEnvironment.K3s or MeshEnvironment.Cluster)
        {
            var cluster = settings.Cluster;
            yield return ("--kubeconfig", "ISTIO_KUBECONFIG", cluster.Kubeconfig is { } file ? $"'{file}'" : null);
            yield return ("--context", "ISTIO_CONTEXT", cluster.Context is { } context ? $"'{context}'" : null);
            yield return ("--install", "ISTIO_INSTALL", cluster.Install?.ToString().ToLowerInvariant());
            yield return ("--pilot-image", "ISTIO_PILOT_IMAGE", cluster.PilotImage is { } pilotImage ? $"'{pilotImage}'" : null);
            yield return ("--k3s-image", "ISTIO_K3S_IMAGE", cluster.K3sImage);
            yield return ("--hub", "ISTIO_HUB", settings.Images.Hub == usual.Images.Hub ? null : settings.Images.Hub);
            yield return ("--images", "ISTIO_IMAGES", settings.Images.Saved is { } archives ? $"'{archives}'" : null);
            yield return ("--release", "ISTIO_RELEASE", settings.Release is { } files ? $"'{files}'" : null);
        }
        else if (regression.Needs.HasFlag(Capabilities.Release))
        {
            yield return ("--release", "ISTIO_RELEASE", settings.Release is { } release ? $"'{release}'" : null);
        }
        else if (settings is { Environment: MeshEnvironment.Native, Pilot: { } pilot })
        {
            yield return ("--pilot", "ISTIO_PILOT", $"'{pilot}'");
        }
        else if (settings.Environment == MeshEnvironment.Native)
        {
            var images = settings.Images;
            yield return ("--hub", "ISTIO_HUB", images.Hub == usual.Images.Hub ? null : images.Hub);
            yield return ("--lock", "ISTIO_LOCK", images.Lock == usual.Images.Lock ? null : $"'{images.Lock}'");
            yield return ("--images", "ISTIO_IMAGES", images.Saved is { } saved ? $"'{saved}'" : null);
        }
    }
}
