namespace IstioRegressions.Distributions;

/// <summary>Fills a lock file from a registry: what <c>istio-regressions images lock</c> does.</summary>
/// <param name="source">The registry; or an OCI layout that keeps the registry's manifests.</param>
/// <param name="limits">What is too much; the usual by default.</param>
public sealed class ImageLocker(IImageSource source, ImageLimits? limits = null)
{
    private readonly ImageResolver _resolver = new(source, limits ?? new ImageLimits());

    /// <summary>
    /// Looks each tag up and adds those that are not locked yet. The file is written after each image that is new, so an
    /// interruption loses nothing; a tag that moved, is missing or is unreadable leaves its entry as it was.
    /// </summary>
    /// <param name="path">The lock file; it need not exist.</param>
    /// <param name="images">References by tag.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>One result an image, in their order.</returns>
    /// <exception cref="FormatException">The lock file is none.</exception>
    /// <exception cref="ImageException">The registry does not answer.</exception>
    public async Task<IReadOnlyList<LockResult>> LockAsync(
        string path, IEnumerable<ImageReference> images, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        var pins = ImageLock.Load(path);
        var results = new List<LockResult>();
        foreach (var image in images)
        {
            var before = pins.Find(image);
            try
            {
                pins = pins.With(await ResolveAsync(image, before, progress, ct));
                if (before is null)
                {
                    await pins.SaveAsync(path, ct);
                }

                results.Add(new LockResult(image, pins.Find(image), before is null, Problem: null));
                progress?.Report(new ImageProgress(image, ImageStep.Ready, before is null ? "locked" : "was locked"));
            }
            catch (ImageException e) when (!e.MayPass)
            {
                results.Add(new LockResult(image, before, Added: false, e.Message));
            }
        }

        return results;
    }

    private async Task<LockedImage> ResolveAsync(ImageReference image, LockedImage? before, IProgress<ImageProgress>? progress, CancellationToken ct)
    {
        if (image is not { Tag: not null, Digest: null })
        {
            throw new ImageException($"{image} has a digest, which pins it already; lock a tag");
        }

        var (fetched, document) = await _resolver.DocumentAsync(image, progress, ct);
        var digest = fetched.Digest;
        if (fetched.IsMadeUp)
        {
            throw new ImageException($"{image} comes from an archive that keeps no manifest, so that nothing can be locked by it; lock it from a registry");
        }

        if (before?.Digest == digest)
        {
            return before;
        }

        var platforms = await _resolver.PlatformsAsync(image with { Digest = digest }, document, digest, ImagePlatform.Supported, progress, ct);
        var supported = platforms.Where(p => ImagePlatform.Supported.Contains(p.Platform)).ToList();
        return supported.Count > 0
            ? new LockedImage(image, digest, supported.ConvertAll(p => new LockedPlatform(p.Platform, p.Manifest, p.Config)))
            : throw new ImageException($"{image} is for none of {string.Join(", ", ImagePlatform.Supported)}");
    }
}
