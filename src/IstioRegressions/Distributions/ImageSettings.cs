namespace IstioRegressions.Distributions;

/// <summary>Where the pilots come from that nobody gave a path of, as the ISTIO_ variables say.</summary>
public sealed record ImageSettings
{
    /// <summary>ISTIO_HUB: registry and first part of the repository of Istio's images.</summary>
    public string Hub { get; init; } = IstioImages.DefaultHub;

    /// <summary>ISTIO_LOCK: the path of the lock file; it need not exist, and is empty then.</summary>
    public required string Lock { get; init; }

    /// <summary>ISTIO_IMAGES: a directory or archive made by <c>docker save</c> or skopeo, read in place of any registry; null for the registry.</summary>
    public string? Saved { get; init; }

    /// <summary>ISTIO_MIRRORS: asked in their order before the registry of the hub.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = [];

    /// <summary>ISTIO_CACHE: the directory of what was fetched.</summary>
    public string Cache { get; init; } = ImageCache.DefaultDirectory;
}
