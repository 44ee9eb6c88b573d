using System.Text.Json;
using System.Text.Json.Serialization;

namespace IstioRegressions.Distributions;

/// <summary>
/// A manifest or an index (OCI image specification, manifest.md and image-index.md; Docker's schema 2 has the same shape):
/// exactly one of <see cref="Index"/> and <see cref="Config"/> with <see cref="Layers"/>.
/// </summary>
internal sealed class ImageDocument
{
    // One document, one meaning: a name that stands twice is read differently by different readers.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
#if NET10_0_OR_GREATER // The native reference, which reads no image, is compiled for .NET 9.
        AllowDuplicateProperties = false,
#endif
    };

    private ImageDocument()
    {
    }

    public IReadOnlyList<Descriptor>? Index { get; private init; }

    public Descriptor? Config { get; private init; }

    public IReadOnlyList<Descriptor> Layers { get; private init; } = [];

    /// <exception cref="ImageException">The document is no manifest or index that we read; the message begins with <paramref name="name"/>.</exception>
    public static ImageDocument Parse(string name, FetchedManifest fetched) => Parse(name, fetched.Content.Span, fetched.MediaType);

    public static ImageDocument Parse(string name, ReadOnlySpan<byte> content, string? said)
    {
        var json = Read<Json>(name, content);
        if (json.SchemaVersion != 2)
        {
            throw new ImageException($"{name} has a manifest of schema {json.SchemaVersion}; only schema 2 is read. Push the image again with a Docker of 2016 or later");
        }

        if (json.MediaType is not null && said is not null && json.MediaType != said)
        {
            throw new ImageException($"{name} calls itself {json.MediaType}, and its source calls it {said}");
        }

        // Which of the two a document is must not depend on who reads it.
        var mediaType = json.MediaType ?? said ?? (json.Manifests is null ? MediaTypes.OciManifest : MediaTypes.OciIndex);
        return (json.Manifests, json.Config, json.Layers) switch
        {
            ({ } manifests, null, null) when MediaTypes.IsIndex(mediaType) =>
                new ImageDocument { Index = All(manifests, name) },
            (null, { } config, { } layers) when MediaTypes.IsManifest(mediaType) =>
                new ImageDocument { Config = config.ToDescriptor(name), Layers = All(layers, name) },
            _ => throw new ImageException($"{name} is neither a manifest nor an index of Docker's schema 2 or OCI: it is called {mediaType}, and its fields are not those of one"),
        };
    }

    /// <summary>Reads JSON that came from outside.</summary>
    /// <exception cref="ImageException">It is none, or not of that shape; the message begins with <paramref name="name"/>.</exception>
    public static T Read<T>(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content, Strict) ?? throw new ImageException($"{name} is empty");
        }
        catch (JsonException e)
        {
            throw new ImageException($"{name} is not readable: {e.Message}", e);
        }
    }

    private static List<Descriptor> All(List<DescriptorJson?> descriptors, string name) =>
        descriptors.ConvertAll(d => d?.ToDescriptor(name) ?? throw new ImageException($"{name} has a null among its descriptors"));

    private sealed record Json(int SchemaVersion, string? MediaType, List<DescriptorJson?>? Manifests, DescriptorJson? Config, List<DescriptorJson?>? Layers);

    private sealed record DescriptorJson(string? MediaType, string? Digest, long? Size, PlatformJson? Platform, Dictionary<string, string>? Annotations)
    {
        public Descriptor ToDescriptor(string name)
        {
            if (!Distributions.Digest.TryParse(Digest, out var digest))
            {
                throw new ImageException($"{name} refers to the digest '{Digest}', which is not sha256: and 64 lower-case hexadecimal digits");
            }

            return new Descriptor(MediaType ?? "", digest, Size is >= 0 ? Size.Value : throw new ImageException($"{name} gives {digest} the size {Size?.ToString() ?? "null"}"))
            {
                Platform = Platform is { Os: { } os, Architecture: { } architecture } ? new ImagePlatform(os, architecture) : null,
                Names = Annotations is null ? [] : [.. NameAnnotations.Where(Annotations.ContainsKey).Select(a => Annotations[a])],
            };
        }
    }

    private sealed record PlatformJson([property: JsonPropertyName("os")] string? Os, string? Architecture);

    private static readonly string[] NameAnnotations = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
}
