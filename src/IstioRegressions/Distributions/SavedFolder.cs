namespace IstioRegressions.Distributions;

/// <summary>Files by name, on disk or inside a tar archive.</summary>
/// <param name="path">Where they are; what errors call them.</param>
internal abstract class SavedFolder(string path)
{
    public string Path { get; } = path;

    /// <summary>Opens a file at its first byte.</summary>
    /// <returns>The stream and how much of it is the file; null where there is none.</returns>
    /// <exception cref="ImageException">The name leads elsewhere.</exception>
    public abstract (FileStream Content, long Length)? Open(string name);

    /// <summary>Reads a small file; null where there is none.</summary>
    /// <exception cref="ImageException">It is not small.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, int limit, CancellationToken ct)
    {
        if (Open(name) is not { } file)
        {
            return null;
        }

        await using var content = file.Content;
        if (file.Length > limit)
        {
            throw new ImageException($"{name} in {Path} has {file.Length} bytes; {limit} are allowed");
        }

        var bytes = new byte[file.Length];
        var count = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return bytes.AsMemory(0, count);
    }

    /// <summary>Copies a file into a blob; false where there is none.</summary>
    /// <exception cref="ImageException">It is not what the blob should be.</exception>
    public async Task<bool> CopyAsync(string name, BlobWriter blob, CancellationToken ct)
    {
        if (Open(name) is not { } file)
        {
            return false;
        }

        await using var content = file.Content;
        blob.Restart();
        var buffer = new byte[81920];
        for (var left = file.Length; left > 0;)
        {
            var count = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), ct);
            if (count == 0)
            {
                break;
            }

            await blob.WriteAsync(buffer.AsMemory(0, count), ct);
            left -= count;
        }

        blob.Complete();
        return true;
    }
}
