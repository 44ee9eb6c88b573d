using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>Where archives of releases come from and are kept.</summary>
public sealed record ArchiveSettings
{
    /// <summary>The address of all releases; an archive is at VERSION/NAME below it. By https, or on this machine.</summary>
    public Uri Releases { get; init; } = new("https://github.com/istio/istio/releases/download/");

    /// <summary>The file of pins, for archives without a published sum; it need not exist.</summary>
    public required string Pins { get; init; }

    /// <summary>The directory of what was downloaded, shared by all processes of a user.</summary>
    public string Cache { get; init; } = Path.Combine(Path.GetDirectoryName(ImageCache.DefaultDirectory)!, "archives");

    /// <summary>How long a request may take and how often it is repeated.</summary>
    public RegistryOptions Requests { get; init; } = new();
}
