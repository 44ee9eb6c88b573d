namespace IstioRegressions.Distributions;

/// <summary>What the lock file pins for one platform of an image.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Manifest">The digest of its manifest in the registry.</param>
/// <param name="Config">The digest of its configuration, the image id: what an archive made by <c>docker save</c> keeps.</param>
public sealed record LockedPlatform(ImagePlatform Platform, Digest Manifest, Digest Config);
