namespace IstioRegressions.Distributions;

/// <summary>What locking one image came to.</summary>
/// <param name="Image">The reference, by tag.</param>
/// <param name="Locked">What the lock file now says of it; null where it has no entry.</param>
/// <param name="Added">Whether the entry is new.</param>
/// <param name="Problem">Why the image was refused, in words for a person: it moved, is missing, or cannot be read; else null.</param>
public sealed record LockResult(ImageReference Image, LockedImage? Locked, bool Added, string? Problem);
