using System.Formats.Tar;
using System.IO.Compression;

namespace IstioRegressions.Distributions;

/// <summary>One layer: a tar archive, compressed by gzip or not (OCI image specification, layer.md).</summary>
/// <param name="name">What errors call it.</param>
/// <param name="open">Opens the verified blob.</param>
/// <param name="gzip">Whether the blob is compressed.</param>
/// <param name="unpacked">The digest of the archive before compression, from the configuration.</param>
/// <param name="limits">What is too much.</param>
internal sealed class LayerArchive(string name, Func<Stream> open, bool gzip, Digest unpacked, ImageLimits limits)
{
    public string Name => name;

    /// <summary>Reads all entries of the layer, and checks its digest to the last byte.</summary>
    /// <exception cref="ImageException">The layer is damaged, too large, or not the one that the configuration names.</exception>
    public async Task<IReadOnlyList<LayerEntry>> ReadAsync(CancellationToken ct)
    {
        await using var content = Open();
        var entries = await ReadableAsync(async () =>
        {
            var read = await ReadAsync(content, limits.Entries, ct);
            await content.CopyToAsync(Stream.Null, ct);
            return read;
        });

        return content.Digest == unpacked
            ? entries
            : throw new ImageException($"{name} has the digest {content.Digest} when decompressed, and the image's configuration says {unpacked}");
    }

    /// <summary>Writes the content of one entry.</summary>
    /// <exception cref="ImageException">The layer is damaged.</exception>
    public Task CopyAsync(LayerEntry entry, Stream destination, CancellationToken ct) => ReadableAsync(async () =>
    {
        await using var content = Open();
        await using var reader = new TarReader(content);
        for (var ordinal = 0; await reader.GetNextEntryAsync(copyData: false, ct) is { } found; ordinal++)
        {
            if (ordinal == entry.Ordinal)
            {
                await (found.DataStream ?? Stream.Null).CopyToAsync(destination, ct);
                return true;
            }
        }

        throw new InvalidDataException($"it has no entry {entry.Ordinal}");
    });

    /// <summary>Reads the entries of an archive.</summary>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public static async Task<IReadOnlyList<LayerEntry>> ReadAsync(Stream archive, int limit, CancellationToken ct)
    {
        var entries = new List<LayerEntry>();
        await using var reader = new TarReader(archive, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            entries.Add(entries.Count < limit ? LayerEntry.From(entry, entries.Count) : throw new InvalidDataException($"it has more than {limit} entries"));
        }

        return entries;
    }

    /// <summary>What a reader of damaged archives throws.</summary>
    public static bool IsDamage(Exception e) =>
        e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException
            or NotSupportedException or InvalidOperationException and not ObjectDisposedException;

    private async Task<T> ReadableAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ImageException($"{name} is not readable: {e.Message}", e);
        }
    }

    private MeasuredStream Open() => new(gzip ? new GZipStream(open(), CompressionMode.Decompress) : open(), limits.UnpackedBytes);
}
