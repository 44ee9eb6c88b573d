namespace IstioRegressions.Distributions;

/// <summary>What an image must turn out to be before anything of it is used.</summary>
/// <param name="Digest">What the reference or the lock file says: of an index, a manifest, or (by a user) a configuration.</param>
/// <param name="Platform">What the lock file says of the platform; null for a reference by digest.</param>
internal sealed record Pin(Digest Digest, LockedPlatform? Platform)
{
    /// <summary>The manifest to ask for.</summary>
    public Digest Wanted => Platform?.Manifest ?? Digest;

    /// <exception cref="ImageException">The tag is not locked, not for this platform, or locked to another digest than the reference has.</exception>
    public static Pin Of(ImageReference image, ImagePlatform platform, ImageLock pins)
    {
        var locked = image.Tag is null ? null : pins.Find(image);
        if (locked is null)
        {
            return new Pin(image.Digest ?? throw new ImageException(
                $"{image} is not locked; lock it with `{ImageLock.Command}`, or give a binary of your own"), Platform: null);
        }

        if (image.Digest is not null && image.Digest != locked.Digest)
        {
            throw new ImageException($"{image.Name} is locked to {locked.Digest}, and the reference says {image.Digest}; one of them is wrong");
        }

        return new Pin(locked.Digest, locked.Platforms.FirstOrDefault(p => p.Platform == platform) ?? throw new ImageException(
            $"{image.Name} has no image for {platform}, only for {string.Join(", ", locked.Platforms.Select(p => p.Platform))}; give a binary of your own"));
    }

    /// <summary>
    /// Whether the image is the one that is pinned: by the digest of its index or manifest, or by its configuration's,
    /// which is all that <c>docker save</c> keeps and pins every layer's content as well.
    /// </summary>
    public bool Allows(Digest named, ResolvedPlatform found) =>
        named == Digest || found.Manifest == Wanted || found.Config == (Platform?.Config ?? Digest);
}
