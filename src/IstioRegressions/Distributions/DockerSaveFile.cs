using System.Text.Json;

namespace IstioRegressions.Distributions;

/// <summary>
/// The entry point of an archive made by <c>docker save</c> in its older layout (moby, image/spec/v1.2.md, "Combined Image
/// JSON + Filesystem Changeset Format"): it names configurations and uncompressed layers, and keeps no manifest.
/// </summary>
internal static class DockerSaveFile
{
    public const string Name = "manifest.json";

    /// <summary>Makes the manifest of an image: the configuration says which digests the layers must have.</summary>
    /// <param name="folder">The archive.</param>
    /// <param name="content">The file.</param>
    /// <param name="image">The image: by its tag, or by the digest of its configuration.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="named">Told which file should have which digest.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>The manifest; null where the image is not there.</returns>
    /// <exception cref="ImageException">The file, or the configuration, is none.</exception>
    public static async Task<FetchedManifest?> FindAsync(
        SavedFolder folder, ReadOnlyMemory<byte> content, ImageReference image, ImageLimits limits, Action<Digest, string> named, CancellationToken ct)
    {
        foreach (var entry in ImageDocument.Read<List<Entry?>>($"{Name} of {folder.Path}", content.Span))
        {
            if (entry is not { Config: { } configName, Layers: { } layers })
            {
                throw new ImageException($"{Name} of {folder.Path} has an entry without Config or Layers");
            }

            if (image.Tag is not null && entry.RepoTags?.Exists(t => ImageReference.TryParse(t, out var tag) && tag.Name == image.Name) != true)
            {
                continue;
            }

            var config = await folder.ReadAsync(configName, limits.DocumentBytes, ct)
                ?? throw new ImageException($"{folder.Path} lacks {configName} of {image}; save the whole image");
            var digest = Digest.Of(config.Span);
            if (image.Tag is not null || image.Digest == digest)
            {
                named(digest, configName);
                return Manifest(folder, image, new Descriptor(MediaTypes.OciConfig, digest, config.Length), ImageConfig.Parse(image.ToString(), config.Span).Layers, layers, named);
            }
        }

        return null;
    }

    private static FetchedManifest Manifest(
        SavedFolder folder, ImageReference image, Descriptor config, IReadOnlyList<Digest> digests, List<string?> files, Action<Digest, string> named)
    {
        if (digests.Count != files.Count)
        {
            throw new ImageException($"{Name} of {folder.Path} has {files.Count} layers for {image}, and its configuration names {digests.Count}");
        }

        var layers = new List<Descriptor>();
        foreach (var (digest, file) in digests.Zip(files))
        {
            var opened = folder.Open(file ?? "") ?? throw new ImageException($"{folder.Path} lacks {file} of {image}; save the whole image");
            opened.Content.Dispose();
            named(digest, file!);
            layers.Add(new Descriptor(MediaTypes.OciTar, digest, opened.Length));
        }

        var json = new { schemaVersion = 2, mediaType = MediaTypes.OciManifest, config = Json(config), layers = layers.ConvertAll(Json) };
        return new FetchedManifest(JsonSerializer.SerializeToUtf8Bytes(json), MediaTypes.OciManifest) { IsMadeUp = true };
    }

    private static object Json(Descriptor d) => new { mediaType = d.MediaType, digest = d.Digest.ToString(), size = d.Size };

    private sealed record Entry(string? Config, List<string?>? RepoTags, List<string?>? Layers);
}
