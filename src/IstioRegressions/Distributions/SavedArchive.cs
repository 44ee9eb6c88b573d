namespace IstioRegressions.Distributions;

/// <summary>A tar archive that is read where it lies; nothing of it is unpacked.</summary>
internal sealed class SavedArchive : SavedFolder
{
    private readonly ImageTree _files;

    private SavedArchive(string path, ImageTree files)
        : base(path) => _files = files;

    /// <summary>Reads the names in an archive.</summary>
    /// <exception cref="ImageException">The file is no tar archive.</exception>
    public static async Task<SavedArchive> OpenAsync(string path, ImageLimits limits, CancellationToken ct)
    {
        await using var archive = File.OpenRead(path);
        if (archive.ReadByte() == 0x1f && archive.ReadByte() == 0x8b)
        {
            throw new ImageException($"{path} is compressed; decompress it with gunzip");
        }

        archive.Position = 0;
        try
        {
            var files = new ImageTree(path, limits);
            files.Apply(0, await LayerArchive.ReadAsync(archive, limits.Entries, ct));
            return new SavedArchive(path, files);
        }
        catch (Exception e) when (LayerArchive.IsDamage(e))
        {
            throw new ImageException($"{path} is no tar archive: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public override (FileStream Content, long Length)? Open(string name)
    {
        if (_files.TryFind(name) is not { } file)
        {
            return null;
        }

        var archive = File.OpenRead(Path);
        archive.Position = file.Offset;
        return (archive, file.Length);
    }
}
