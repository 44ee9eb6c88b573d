namespace IstioRegressions.Distributions;

/// <summary>One platform of an image, found and verified down to its configuration.</summary>
/// <param name="Platform">What it is for.</param>
/// <param name="Manifest">The digest of its manifest.</param>
/// <param name="Config">The digest of its configuration, the image id.</param>
/// <param name="Layers">Its layers as they are fetched, the lowest first.</param>
/// <param name="Unpacked">The digests of the same layers before compression.</param>
internal sealed record ResolvedPlatform(
    ImagePlatform Platform, Digest Manifest, Digest Config, IReadOnlyList<Descriptor> Layers, IReadOnlyList<Digest> Unpacked);
