namespace IstioRegressions.Distributions;

/// <summary>A manifest or an index as its source gave it, byte for byte.</summary>
/// <param name="Content">The bytes that the digest is of.</param>
/// <param name="MediaType">What the source says it is; null where it does not say.</param>
public sealed record FetchedManifest(ReadOnlyMemory<byte> Content, string? MediaType)
{
    /// <summary>Whether the source keeps no manifests and made this one up: its digest is nobody else's.</summary>
    public bool IsMadeUp { get; init; }

    /// <summary>The digest of the bytes.</summary>
    public Digest Digest { get; } = Digest.Of(Content.Span);
}
