using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>What a regression needs of this machine to be run at a version.</summary>
public static class Requirements
{
    /// <summary>Why it cannot be run; null when it can.</summary>
    public static string? Missing(Regression regression, Settings settings, IstioVersion version) => regression.Needs.HasFlag(Capabilities.Release)
        ? ReleaseFiles.Find(settings.Release, version).Missing
        : PilotLaunch.Missing(settings, version);

    /// <summary>Gets what it is run from before anybody's clock runs.</summary>
    /// <returns>Why it cannot be run; null when it can.</returns>
    /// <exception cref="FormatException">The lock file of the images is none; the message names the line or entry.</exception>
    public static async Task<string?> PrepareAsync(Regression regression, Settings settings, IstioVersion version, CancellationToken ct = default) =>
        regression.Needs.HasFlag(Capabilities.Release)
            ? Missing(regression, settings, version)
            : await PilotLaunch.PrepareAsync(settings, version, ct);
}
