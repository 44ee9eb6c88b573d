namespace IstioRegressions.Distributions;

/// <summary>What the lock file says of one tag.</summary>
/// <param name="Image">The reference, by tag.</param>
/// <param name="Digest">What the tag named when it was locked: an index, or the only manifest.</param>
/// <param name="Platforms">The supported platforms that it has.</param>
public sealed record LockedImage(ImageReference Image, Digest Digest, IReadOnlyList<LockedPlatform> Platforms);
