using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;

namespace IstioRegressions.Cli.Diagnosis;

/// <summary>Looks at this machine: what each environment needs, and what is missing.</summary>
internal static class Doctor
{
    public static IReadOnlyList<Finding> Look(Settings settings) =>
    [
        Platform(),
        Sdk(),
        Beside("reference", "IstioRegressions.Reference.dll"),
        Beside("scenarios", "IstioRegressions.Scenarios.dll"),
        Loopback(),
        .. settings.Pilot is { } pilot ? [Pilot(pilot)] : Images(settings.Images),
        Namespace(settings),
        .. Releases(settings.Release),
        .. ClusterFindings.Look(settings),
    ];

    private static Finding Platform() => OperatingSystem.IsLinux()
        ? new("all", "Linux on x64 or arm64", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}")
        : new("all", "Linux on x64 or arm64", RuntimeInformation.OSDescription, "run on Linux, or in a Linux container");

    private static Finding Sdk()
    {
        const string Need = "the .NET SDK, whose test host runs the scenarios";
        var folder = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(DotNetHost.File)!, "sdk"));
        var found = folder.Exists ? folder.GetDirectories().Select(d => d.Name).ToList() : [];
        return found.Count > 0
            ? new("all", Need, string.Join(", ", found))
            : new("all", Need, $"{folder.FullName} has none", "install the .NET 10 SDK, of which a runtime is only a part");
    }

    private static Finding Beside(string folder, string file) => File.Exists(Path.Combine(AppContext.BaseDirectory, folder, file))
        ? new("reference", $"{folder} beside the command", "present")
        : new("reference", $"{folder} beside the command", $"no {folder}/{file}", "build the solution, or install the tool again");

    private static Finding Loopback()
    {
        const string Need = "addresses of 127.0.0.0/8";
        try
        {
            using var socket = new TcpListener(IPAddress.Parse("127.83.1.1"), 0);
            socket.Start();
            return new Finding("reference", Need, "can be bound");
        }
        catch (SocketException e)
        {
            return new Finding("reference", Need, e.Message, "let processes bind loopback addresses other than 127.0.0.1");
        }
    }

    private static Finding Pilot(string pilot) => OnePath("native", "a pilot-discovery binary", pilot, File.Exists, "binary");

    // Whether a registry answers is not asked: that is for who means to fetch something.
    private static IEnumerable<Finding> Images(ImageSettings images)
    {
        const string Need = "a pilot-discovery binary, or pinned images";
        IReadOnlyList<IstioVersion> pinned;
        try
        {
            pinned = PilotImages.Pinned(images);
        }
        catch (FormatException e)
        {
            return [new Finding("native", Need, e.Message, "correct the lock file, or give another with --lock FILE (ISTIO_LOCK)")];
        }

        if (pinned.Count == 0)
        {
            return
            [
                new Finding(
                    "native",
                    Need,
                    $"ISTIO_PILOT is not set, and {images.Lock} pins no pilot of {images.Hub}",
                    $"give --pilot PATH, or a path with {PilotBinary.VersionPlaceholder} in it, or pin images: {ImageLock.Command}"),
            ];
        }

        var cached = pinned.Where(v => PilotImages.IsCached(images, v)).ToList();
        var there = cached.Count > 0 ? $": {string.Join(", ", cached)}" : "";
        return
        [
            new Finding("native", Need, $"{images.Lock} pins {pinned.Count} of {images.Saved ?? images.Hub}: {string.Join(", ", pinned)}"),
            new Finding("native", "their pilots", $"{cached.Count} in the cache {images.Cache}{there}; the others are fetched when they are first run"),
        ];
    }

    // A group of its own: later versions listen where they are told.
    private static Finding Namespace(Settings settings)
    {
        const string Group = "native, for 0.7 to 1.0";
        const string Need = "a network namespace to keep a pilot in";
        return (NetworkNamespace.Missing, settings.AllowAllInterfaces) switch
        {
            (null, _) => new(Group, Need, "can be made"),
            (_, true) => new(Group, Need, "cannot be made, and ISTIO_ALLOW_ALL_INTERFACES is true"),
            ({ } why, _) => new(Group, Need, why, "run as root, let users make user namespaces, or allow a pilot all interfaces with --allow-all-interfaces true"),
        };
    }

    // A group of its own: all the other regressions are run without.
    private static IEnumerable<Finding> Releases(string? release)
    {
        const string Need = "the files that a release is installed from";
        var needing = RegressionCatalogue.Default.Regressions.Where(r => r.Needs.HasFlag(Capabilities.Release)).Select(r => r.Id).ToList();
        var group = $"native, for {string.Join(", ", needing)}";
        const string Remedy = $"give --release PATH: an unpacked release or a checkout, with {PilotBinary.VersionPlaceholder} in it one a version";
        return needing.Count == 0 ? []
            : release is null ? [new Finding(group, Need, "ISTIO_RELEASE is not set", Remedy)]
            : [OnePath(group, Need, release, Path.Exists, "release")];
    }

    private static Finding OnePath(string group, string need, string path, Func<string, bool> exists, string what)
    {
        if (path.Contains(PilotBinary.VersionPlaceholder, StringComparison.Ordinal))
        {
            var has = ReleaseList.Default.Versions.Where(v => exists(path.Replace(PilotBinary.VersionPlaceholder, $"{v}", StringComparison.Ordinal))).ToList();
            return has.Count > 0
                ? new Finding(group, need, $"{has.Count} versions: {string.Join(", ", has)}")
                : new Finding(group, need, $"nothing matches {path}", $"put a {what} there for each version");
        }

        return exists(path)
            ? new Finding(group, need, path)
            : new Finding(group, need, $"{path} does not exist", $"give the path of an existing {what}");
    }
}
