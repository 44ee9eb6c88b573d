namespace IstioRegressions.Distributions;

/// <summary>A directory: an OCI image layout, or an unpacked archive.</summary>
/// <param name="path">The directory.</param>
internal sealed class SavedDirectory(string path) : SavedFolder(path)
{
    /// <inheritdoc />
    public override (FileStream Content, long Length)? Open(string name)
    {
        if (System.IO.Path.IsPathRooted(name) || name.Contains('\0', StringComparison.Ordinal) || name.Split('/').Contains(".."))
        {
            throw new ImageException($"{Path} refers to '{name}', which is outside of it");
        }

        var file = new FileInfo(System.IO.Path.Combine(Path, name));
        return file.Exists ? (file.OpenRead(), file.Length) : null;
    }
}
