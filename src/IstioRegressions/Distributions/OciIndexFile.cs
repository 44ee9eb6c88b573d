namespace IstioRegressions.Distributions;

/// <summary>The entry point of an OCI image layout (OCI image specification, image-layout.md, "index.json file").</summary>
internal static class OciIndexFile
{
    public const string Name = "index.json";

    /// <summary>Finds an image: by the name that it was saved under, by its tag where only that is noted, or as the only one there is.</summary>
    /// <returns>Its manifest or index; null where it is not there.</returns>
    /// <exception cref="ImageException">The file is no index.</exception>
    public static Descriptor? Find(string name, ReadOnlySpan<byte> content, ImageReference image)
    {
        var entries = ImageDocument.Parse(name, content, MediaTypes.OciIndex).Index
            ?? throw new ImageException($"{name} is a manifest; an image layout has an index there");
        return entries.FirstOrDefault(e => IsNamed(e, image)) ?? (entries is [{ Names: [] } only] ? only : null);
    }

    private static bool IsNamed(Descriptor entry, ImageReference image)
    {
        // "1.6.0" alone may be the tag of several images of one archive; whoever writes whole names means them.
        var whole = entry.Names.Select(n => ImageReference.TryParse(n, out var reference) ? reference : null).OfType<ImageReference>().ToList();
        return image.Tag is not null && (whole.Count > 0 ? whole.Exists(n => n.Name == image.Name) : entry.Names.Contains(image.Tag));
    }
}
