using System.Collections.Concurrent;

namespace IstioRegressions.Distributions;

/// <summary>
/// Images without a network: an archive made by <c>docker save</c>, an OCI image layout (OCI image specification,
/// image-layout.md) as directory or archive, an unpacked archive, or a directory of archives. Verified as a registry's
/// images are; an archive in Docker's older layout keeps no manifests, and is known by its configuration's digest.
/// </summary>
public sealed class SavedImages : IImageSource
{
    private readonly ConcurrentDictionary<Digest, (SavedFolder Folder, string Name)> _named = new();
    private readonly IReadOnlyList<SavedFolder> _folders;
    private readonly ImageLimits _limits;
    private readonly string _path;

    private SavedImages(string path, IReadOnlyList<SavedFolder> folders, ImageLimits limits) => (_path, _folders, _limits) = (path, folders, limits);

    /// <summary>Opens a directory or an archive. It is read in place, and must stay while it is used.</summary>
    /// <param name="path">The directory or archive.</param>
    /// <param name="limits">What is too much; the usual by default.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="ImageException">It is neither.</exception>
    public static async Task<SavedImages> OpenAsync(string path, ImageLimits? limits = null, CancellationToken ct = default)
    {
        limits ??= new ImageLimits();
        var archives = File.Exists(path) ? [path]
            : !Directory.Exists(path) ? throw new ImageException($"{path} does not exist; give a directory, or an archive made by docker save")
            : IsLayout(path) ? [] : Directory.GetFiles(path, "*.tar").Order(StringComparer.Ordinal).ToArray();
        var folders = new List<SavedFolder>();
        foreach (var archive in archives)
        {
            folders.Add(await SavedArchive.OpenAsync(archive, limits, ct));
        }

        return new SavedImages(path, IsLayout(path) ? [new SavedDirectory(path)] : folders, limits);
    }

    /// <inheritdoc />
    public string Name => _path;

    /// <inheritdoc />
    public async Task<FetchedManifest> FetchManifestAsync(ImageReference image, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        foreach (var folder in _folders)
        {
            if (await FindAsync(folder, image, ct) is { } found)
            {
                return found;
            }
        }

        throw new ImageException($"{_path} has no {image}; save it with `docker save {image.Name}` where there is a network");
    }

    /// <inheritdoc />
    public async Task FetchBlobAsync(ImageReference image, BlobWriter blob, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        progress?.Report(new ImageProgress(image, ImageStep.Fetching, $"{blob.Blob.Digest}", 0, blob.Blob.Size));
        if (_named.TryGetValue(blob.Blob.Digest, out var named) && await named.Folder.CopyAsync(named.Name, blob, ct))
        {
            return;
        }

        foreach (var folder in _folders)
        {
            if (await folder.CopyAsync(BlobName(blob.Blob.Digest), blob, ct))
            {
                return;
            }
        }

        throw new ImageException($"{_path} lacks {blob.Blob.Digest} of {image}; save the whole image, with all its layers");
    }

    private static bool IsLayout(string path) =>
        File.Exists(Path.Combine(path, OciIndexFile.Name)) || File.Exists(Path.Combine(path, DockerSaveFile.Name));

    private static string BlobName(Digest digest) => $"blobs/sha256/{digest.Hex}";

    private async Task<FetchedManifest?> FindAsync(SavedFolder folder, ImageReference image, CancellationToken ct)
    {
        if (image.Digest is not null && await BlobAsync(image.Digest, mediaType: null) is { } wanted)
        {
            return wanted;
        }

        if (await folder.ReadAsync(OciIndexFile.Name, _limits.DocumentBytes, ct) is { } index)
        {
            return OciIndexFile.Find($"{OciIndexFile.Name} of {folder.Path}", index.Span, image) is { } named
                ? await BlobAsync(named.Digest, named.MediaType) ?? throw new ImageException($"{folder.Path} lacks {named.Digest} of {image}; save the whole image")
                : null;
        }

        if (await folder.ReadAsync(DockerSaveFile.Name, _limits.DocumentBytes, ct) is { } list)
        {
            return await DockerSaveFile.FindAsync(folder, list, image, _limits, (digest, name) => _named[digest] = (folder, name), ct);
        }

        throw new ImageException($"{folder.Path} has neither {OciIndexFile.Name} nor {DockerSaveFile.Name}; give a directory, or an archive made by docker save");

        async Task<FetchedManifest?> BlobAsync(Digest digest, string? mediaType)
        {
            var fetched = await folder.ReadAsync(BlobName(digest), _limits.DocumentBytes, ct) is { } content ? new FetchedManifest(content, mediaType) : null;
            return fetched is null || fetched.Digest == digest
                ? fetched
                : throw new ImageException($"{BlobName(digest)} in {folder.Path} has the digest {fetched.Digest}; the file is broken, or not what it says");
        }
    }
}
