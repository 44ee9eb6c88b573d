using System.CommandLine;

namespace IstioRegressions.Cli.Commands;

/// <summary>Options that stand for a variable of the settings and belong to several commands.</summary>
internal static class SettingOptions
{
    public static Option<string> Versions() =>
        new("--versions", "-v") { Description = "Versions: a list 1.6.0,1.6.14 or a range 1.6.0..1.7.0 (ISTIO_VERSIONS)." };

    /// <summary>Where real pilots come from without a path, by variable.</summary>
    public static IReadOnlyDictionary<string, Option<string>> Images() => new Dictionary<string, Option<string>>(StringComparer.Ordinal)
    {
        ["ISTIO_HUB"] = new("--hub") { Description = "native: where the images of Istio are, docker.io/istio by default (ISTIO_HUB)." },
        ["ISTIO_LOCK"] = new("--lock") { Description = "native: the lock file that pins them (ISTIO_LOCK)." },
        ["ISTIO_IMAGES"] = new("--images") { Description = "native: a directory or archive of saved images, read in place of the hub (ISTIO_IMAGES)." },
    };
}
