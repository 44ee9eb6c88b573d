namespace IstioRegressions.Distributions;

/// <summary>Where images come from: a registry, or files made by <c>docker save</c>. Safe for parallel use.</summary>
public interface IImageSource
{
    /// <summary>What errors call it: "the registry", or the path of saved images.</summary>
    string Name { get; }

    /// <summary>
    /// Gets the manifest or index that a reference names: by its digest where it has one, else by its tag. A source of
    /// files that lacks the digest gives what the tag names; whoever asks decides what it is worth.
    /// </summary>
    /// <exception cref="ImageException">The source lacks it, or cannot be reached.</exception>
    Task<FetchedManifest> FetchManifestAsync(ImageReference image, IProgress<ImageProgress>? progress = null, CancellationToken ct = default);

    /// <summary>Writes a blob of an image, and completes it (<see cref="BlobWriter.Complete"/>).</summary>
    /// <exception cref="ImageException">The source lacks it, cannot be reached, or has other content under that digest.</exception>
    Task FetchBlobAsync(ImageReference image, BlobWriter blob, IProgress<ImageProgress>? progress = null, CancellationToken ct = default);
}
