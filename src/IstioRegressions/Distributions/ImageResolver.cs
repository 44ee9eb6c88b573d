namespace IstioRegressions.Distributions;

/// <summary>From what a reference names to the manifest and configuration of one platform, all by digest.</summary>
/// <param name="source">Where the image comes from.</param>
/// <param name="limits">What is too much.</param>
internal sealed class ImageResolver(IImageSource source, ImageLimits limits)
{
    /// <summary>Gets what the reference names.</summary>
    public async Task<(FetchedManifest Fetched, ImageDocument Document)> DocumentAsync(ImageReference image, IProgress<ImageProgress>? progress, CancellationToken ct)
    {
        progress?.Report(new ImageProgress(image, ImageStep.Resolving, image.ToString()));
        var fetched = await source.FetchManifestAsync(image, progress, ct);
        return fetched.Content.Length <= limits.DocumentBytes
            ? (fetched, ImageDocument.Parse($"{image}", fetched))
            : throw new ImageException($"the manifest of {image} has {fetched.Content.Length} bytes; {limits.DocumentBytes} are allowed");
    }

    /// <summary>Gets the manifests of the platforms: those of an index, or the only one.</summary>
    /// <exception cref="ImageException">Something is missing, damaged or not what its digest says.</exception>
    public async Task<IReadOnlyList<ResolvedPlatform>> PlatformsAsync(
        ImageReference image, ImageDocument document, Digest digest, IReadOnlyList<ImagePlatform> wanted, IProgress<ImageProgress>? progress, CancellationToken ct)
    {
        if (document.Index is null)
        {
            return [await PlatformAsync(image, document, digest, progress, ct)];
        }

        var resolved = new List<ResolvedPlatform>();
        foreach (var entry in wanted.Select(p => document.Index.FirstOrDefault(d => d.Platform == p)).OfType<Descriptor>())
        {
            var (fetched, manifest) = await DocumentAsync(image with { Digest = entry.Digest }, progress, ct);
            if (fetched.Digest != entry.Digest || manifest.Index is not null)
            {
                throw new ImageException($"{image} should have the manifest {entry.Digest} for {entry.Platform}; its source gave {(fetched.Digest == entry.Digest ? "an index" : fetched.Digest)}");
            }

            // The index decides what a manifest is for, as it does for every container runtime.
            resolved.Add(await PlatformAsync(image, manifest, entry.Digest, progress, ct) with { Platform = entry.Platform! });
        }

        return resolved;
    }

    private async Task<ResolvedPlatform> PlatformAsync(ImageReference image, ImageDocument manifest, Digest digest, IProgress<ImageProgress>? progress, CancellationToken ct)
    {
        if (manifest.Config!.Size > limits.DocumentBytes)
        {
            throw new ImageException($"the configuration of {image} has {manifest.Config.Size} bytes; {limits.DocumentBytes} are allowed");
        }

        using var content = new MemoryStream();
        using var writer = new BlobWriter(manifest.Config, content);
        await source.FetchBlobAsync(image, writer, progress, ct);
        writer.Complete();
        var config = ImageConfig.Parse(image.ToString(), content.GetBuffer().AsSpan(0, (int)content.Length));
        return config.Layers.Count == manifest.Layers.Count
            ? new ResolvedPlatform(config.Platform, digest, manifest.Config.Digest, manifest.Layers, config.Layers)
            : throw new ImageException($"{image} has {manifest.Layers.Count} layers, and its configuration names {config.Layers.Count}");
    }
}
