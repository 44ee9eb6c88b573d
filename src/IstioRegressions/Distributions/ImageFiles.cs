namespace IstioRegressions.Distributions;

/// <summary>
/// Files out of pinned images: verified from the lock file's digest down to the last byte of every layer, extracted once,
/// and kept in the cache. Safe for parallel use.
/// </summary>
/// <param name="source">A registry, or files made by <c>docker save</c>.</param>
/// <param name="cache">Where blobs and files are kept.</param>
/// <param name="pins">What each tag must be.</param>
/// <param name="limits">What is too much; the usual by default.</param>
public sealed class ImageFiles(IImageSource source, ImageCache cache, ImageLock pins, ImageLimits? limits = null)
{
    private readonly ImageLimits _limits = limits ?? new ImageLimits();

    /// <summary>Gets a file of an image, from the cache where it is there: then neither network nor archive is touched.</summary>
    /// <param name="image">The image: a locked tag, or a digest.</param>
    /// <param name="path">The file's path in the image, from its root: <see cref="IstioImages.PilotPath"/>. Links in the image are followed.</param>
    /// <param name="platform">The platform; this process's by default.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="ct">Ends the work; nothing half is left.</param>
    /// <returns>The path of an executable file.</returns>
    /// <exception cref="ImageException">The image is not locked, cannot be had, is not what was pinned, or has no such file.</exception>
    public async Task<string> GetAsync(
        ImageReference image, string path, ImagePlatform? platform = null, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        if (!path.StartsWith('/') || path.EndsWith('/') || path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Any(p => p is "." or ".."))
        {
            throw new ArgumentException($"'{path}' is no path from the root of an image, for example {IstioImages.PilotPath}", nameof(path));
        }

        platform ??= ImagePlatform.Current;
        var pin = Pin.Of(image, platform, pins);
        void Waiting() => progress?.Report(new ImageProgress(image, ImageStep.Waiting, "another process fetches the same"));

        var file = await cache.FileAsync(pin.Digest, platform, path, async (destination, token) =>
        {
            var found = await ResolveAsync(image, pin, platform, progress, token);
            var layers = new List<LayerArchive>();
            foreach (var (layer, unpacked) in found.Layers.Zip(found.Unpacked))
            {
                var blob = await cache.BlobAsync(layer, (writer, t) => source.FetchBlobAsync(image, writer, progress, t), Waiting, token);
                layers.Add(new LayerArchive($"layer {layer.Digest} of {image}", () => File.OpenRead(blob), MediaTypes.IsGzipLayer(layer.MediaType), unpacked, _limits));
            }

            void Reading(int done) => progress?.Report(new ImageProgress(image, ImageStep.Unpacking, path, done, layers.Count));
            await ImageExtraction.CopyFileAsync(image.ToString(), layers, path, destination, _limits, Reading, token);
        }, Waiting, ct);
        progress?.Report(new ImageProgress(image, ImageStep.Ready, file));
        return file;
    }

    private async Task<ResolvedPlatform> ResolveAsync(ImageReference image, Pin pin, ImagePlatform platform, IProgress<ImageProgress>? progress, CancellationToken ct)
    {
        var resolver = new ImageResolver(source, _limits);
        var (fetched, document) = await resolver.DocumentAsync(image with { Digest = pin.Wanted }, progress, ct);
        var found = (await resolver.PlatformsAsync(image, document, fetched.Digest, [platform], progress, ct)).FirstOrDefault();
        if (found is null || (pin.Platform is null && found.Platform != platform))
        {
            throw new ImageException($"{image} has no image for {platform}{(found is null ? "" : $", only for {found.Platform}")}; give a binary of your own");
        }

        if (!pin.Allows(fetched.Digest, found))
        {
            throw new ImageException(
                $"{image} is pinned to {pin.Digest}, and its source has {fetched.Digest} with the configuration {found.Config}; " +
                "find out why they differ before you run it");
        }

        foreach (var layer in found.Layers)
        {
            Check(image, layer);
        }

        return found.Layers.Count <= _limits.Layers
            ? found
            : throw new ImageException($"{image} has {found.Layers.Count} layers; {_limits.Layers} are allowed");
    }

    private void Check(ImageReference image, Descriptor layer)
    {
        if (!MediaTypes.IsGzipLayer(layer.MediaType) && !MediaTypes.IsTarLayer(layer.MediaType))
        {
            throw new ImageException($"layer {layer.Digest} of {image} is {layer.MediaType}; only tar and tar+gzip are read. Push the image with gzip layers");
        }

        if (layer.Size > _limits.LayerBytes)
        {
            throw new ImageException($"layer {layer.Digest} of {image} has {layer.Size} bytes; {_limits.LayerBytes} are allowed");
        }
    }
}
