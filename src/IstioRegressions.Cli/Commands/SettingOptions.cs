using System.CommandLine;

namespace IstioRegressions.Cli.Commands;

/// <summary>Options that stand for a variable of the settings and belong to several commands.</summary>
internal static class SettingOptions
{
    public static Option<string> Versions() =>
        new("--versions", "-v") { Description = "Versions: a list 1.6.0,1.6.14 or a range 1.6.0..1.7.0 (ISTIO_VERSIONS)." };

    public static Option<string> Pilot() => new("--pilot")
    {
        Description = "native: a pilot-discovery binary; with {version} in the path one binary a version; without it, out of pinned images (ISTIO_PILOT).",
    };

    public static Option<string> Release() => new("--release")
    {
        Description = "native, k3s, cluster: an unpacked release, or but for --install minimal and release a checkout; with {version} in the path one a version (ISTIO_RELEASE).",
    };

    /// <summary>What an option was given; null where it was not, or was left empty.</summary>
    public static string? Given(this ParseResult parsed, Option<string>? option) =>
        option is not null && parsed.GetValue(option) is { } text && text.Trim().Length > 0 ? text : null;

    /// <summary>Which cluster is used, and what is put on it, by variable.</summary>
    public static IReadOnlyDictionary<string, Option<string>> Clusters() => new Dictionary<string, Option<string>>(StringComparer.Ordinal)
    {
        ["ISTIO_KUBECONFIG"] = new("--kubeconfig") { Description = "cluster: the file that says how the cluster is reached (ISTIO_KUBECONFIG)." },
        ["ISTIO_CONTEXT"] = new("--context") { Description = "cluster: the context of that file; the current one is never taken by itself (ISTIO_CONTEXT)." },
        ["ISTIO_INSTALL"] = new("--install") { Description = "k3s, cluster: none; pilot for the definitions and the pilot of the version; minimal with its injector, and no gateway; release for all of it (ISTIO_INSTALL)." },
        ["ISTIO_KEEP"] = new("--keep") { Description = "k3s, cluster: true leaves there what was made (ISTIO_KEEP)." },
        ["ISTIO_PILOT_IMAGE"] = new("--pilot-image") { Description = "k3s, cluster: the pilot's whole image reference; with {version} in it one a version (ISTIO_PILOT_IMAGE)." },
        ["ISTIO_K3S_IMAGE"] = new("--k3s-image") { Description = "k3s: the image of the cluster; by default the one that the version runs on (ISTIO_K3S_IMAGE)." },
    };

    /// <summary>Where real pilots come from without a path, by variable.</summary>
    public static IReadOnlyDictionary<string, Option<string>> Images() => new Dictionary<string, Option<string>>(StringComparer.Ordinal)
    {
        ["ISTIO_HUB"] = new("--hub") { Description = "native, k3s, cluster: where the images of Istio are, docker.io/istio by default (ISTIO_HUB)." },
        ["ISTIO_LOCK"] = new("--lock") { Description = "native: the lock file that pins them (ISTIO_LOCK)." },
        ["ISTIO_IMAGES"] = new("--images") { Description = "native: a directory or archive of saved images, read in place of the hub; k3s: loaded into the cluster (ISTIO_IMAGES)." },
    };
}
