using System.Text.Json.Serialization;

namespace IstioRegressions.Distributions;

/// <summary>
/// What we read of an image's configuration (OCI image specification, config.md): what it was built for, and the digests
/// of its layers before compression. So the digest of the configuration, the image id, pins the whole content.
/// </summary>
internal sealed record ImageConfig(ImagePlatform Platform, IReadOnlyList<Digest> Layers)
{
    /// <exception cref="ImageException">It is no configuration; the message begins with <paramref name="name"/>.</exception>
    public static ImageConfig Parse(string name, ReadOnlySpan<byte> content)
    {
        var json = ImageDocument.Read<Json>($"the configuration of {name}", content);
        if (json is not { Os: { } os, Architecture: { } architecture, RootFs: { Type: "layers", DiffIds: { } layers } })
        {
            throw new ImageException($"the configuration of {name} lacks os, architecture or rootfs.diff_ids: is it an image?");
        }

        return new ImageConfig(new ImagePlatform(os, architecture), layers.ConvertAll(text => Digest.TryParse(text, out var digest)
            ? digest
            : throw new ImageException($"the configuration of {name} names the layer '{text}', which is no sha256 digest")));
    }

    private sealed record Json(string? Os, string? Architecture, [property: JsonPropertyName("rootfs")] RootFsJson? RootFs);

    private sealed record RootFsJson(string? Type, [property: JsonPropertyName("diff_ids")] List<string?>? DiffIds);
}
