using System.Collections.Concurrent;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Distributions;

/// <summary>A real <c>pilot-discovery</c> on this machine: one that was given, or one out of a pinned image.</summary>
/// <param name="File">Its path.</param>
/// <param name="Form">The form of its command line.</param>
public sealed record PilotBinary(string File, CommandLineForm Form)
{
    /// <summary>What stands for the version in a path that names a binary for each.</summary>
    public const string VersionPlaceholder = "{version}";

    // Of one version's image there is one answer in a process: whoever asks next must not wait for a silent registry again.
    private static readonly ConcurrentDictionary<(ImageSettings, IstioVersion), Lazy<Task<string>>> FromImages = new();

    /// <summary>Why there is no binary of a version, as a reason not to run it; null where one is given or pinned.</summary>
    /// <param name="path">A path, with <see cref="VersionPlaceholder"/> in it for one binary a version; null for the images.</param>
    /// <param name="images">Where images come from.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="FormatException">The lock file is none; the message names the line or entry.</exception>
    public static string? Missing(string? path, ImageSettings images, IstioVersion version) =>
        path is null ? PilotImages.Missing(images, version)
            : System.IO.File.Exists(FileOf(path, version)) ? null
            : $"there is no pilot {version}: no file {FileOf(path, version)} (ISTIO_PILOT)";

    /// <summary>The binary of a version, which is not <see cref="Missing"/>; out of its image it is fetched the first time.</summary>
    /// <exception cref="ImageException">The image cannot be had, or is not what was pinned.</exception>
    public static async Task<PilotBinary> GetAsync(string? path, ImageSettings images, IstioVersion version, CancellationToken ct = default)
    {
        var file = path is not null
            ? FileOf(path, version)
            : await FromImages.GetOrAdd((images, version), _ => new(() => FetchAsync(images, version))).Value.WaitAsync(ct);
        return new PilotBinary(file, ReleaseList.Default.For(version).CommandLine);
    }

    private static async Task<string> FetchAsync(ImageSettings images, IstioVersion version)
    {
        using var pilots = await PilotImages.OpenAsync(images, CancellationToken.None);
        return await pilots.GetAsync(version, ct: CancellationToken.None);
    }

    private static string FileOf(string path, IstioVersion version) =>
        Path.GetFullPath(path.Replace(VersionPlaceholder, version.ToString(), StringComparison.Ordinal));
}
