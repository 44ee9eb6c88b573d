namespace IstioRegressions.Distributions;

/// <summary>What a manifest says of content that it refers to (OCI image specification, descriptor.md).</summary>
/// <param name="MediaType">What the content is.</param>
/// <param name="Digest">The content's digest.</param>
/// <param name="Size">The content's length in bytes.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    /// <summary>What the content was built for; null where the manifest does not say.</summary>
    public ImagePlatform? Platform { get; init; }

    /// <summary>The names that an image layout gives the content (org.opencontainers.image.ref.name and containerd's own).</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
