using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Serves an image out of memory, and counts what it was asked for.</summary>
internal sealed class MemorySource(TestImage image) : IImageSource
{
    private int _blobs;

    public string Name { get; init; } = "the registry";

    public int BlobsFetched => _blobs;

    /// <summary>What is served in place of a blob.</summary>
    public Func<Digest, byte[]> Blob { get; init; } = digest => image.Blobs[digest];

    public Task<FetchedManifest> FetchManifestAsync(ImageReference reference, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        var digest = reference.Digest ?? image.Digest;
        return image.Manifests.TryGetValue(digest, out var manifest)
            ? Task.FromResult(new FetchedManifest(manifest.Content, manifest.MediaType))
            : throw new ImageException($"no {digest}");
    }

    public async Task FetchBlobAsync(ImageReference reference, BlobWriter blob, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _blobs);
        await blob.WriteAsync(Blob(blob.Blob.Digest), ct);
    }
}
