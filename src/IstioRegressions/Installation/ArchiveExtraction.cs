using System.Formats.Tar;
using System.IO.Compression;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>
/// Unpacks an archive of a release. It holds files and directories below one folder, and nothing else: no release has a
/// link, so nothing is written through one. Whatever is different is refused.
/// </summary>
internal static class ArchiveExtraction
{
    private const long MostBytes = 2L << 30;
    private const int MostEntries = 50_000;

    /// <summary>Unpacks it into a directory that exists and is empty.</summary>
    /// <param name="archive">Which one it should be.</param>
    /// <param name="file">The file.</param>
    /// <param name="destination">The directory.</param>
    /// <param name="ct">Ends the work; the caller removes what was written.</param>
    /// <exception cref="InstallationException">It is damaged, or not what a release has in it.</exception>
    public static async Task ExtractAsync(ReleaseArchive archive, string file, string destination, CancellationToken ct)
    {
        try
        {
            await using var content = new MeasuredStream(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), MostBytes);
            await using (var reader = new TarReader(content, leaveOpen: true))
            {
                for (var entries = 0; await reader.GetNextEntryAsync(copyData: false, ct) is { } entry; entries++)
                {
                    await PutAsync(archive, entry, entries, destination, ct);
                }
            }

            // The sums of the compression stand behind the last entry.
            await content.CopyToAsync(Stream.Null, ct);
        }
        catch (ImageException e)
        {
            throw new InstallationException(e.Message, e);
        }
        catch (Exception e) when (LayerArchive.IsDamage(e))
        {
            throw new InstallationException($"{archive.Name} is no gzipped tar archive, or is damaged: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"{archive.Name} cannot be unpacked: {e.Message}", e);
        }

        if (!Directory.Exists(Path.Combine(destination, archive.Folder)))
        {
            throw new InstallationException($"{archive.Name} has no {archive.Folder}/ in it; it is not the archive of that release");
        }
    }

    private static async Task PutAsync(ReleaseArchive archive, TarEntry entry, int ordinal, string destination, CancellationToken ct)
    {
        var described = LayerEntry.From(entry, ordinal);
        if (!described.IsFile)
        {
            return;
        }

        var parts = EntryName.Split(archive.Name, entry.Name);
        var isFile = described is { IsRegular: true, Sparse: false };
        if (entry.Name.StartsWith('/') || parts.FirstOrDefault() != archive.Folder || (isFile && parts.Count < 2))
        {
            throw Refused(archive, entry, $"is not below {archive.Folder}/");
        }

        if (ordinal >= MostEntries)
        {
            throw Refused(archive, entry, $"is one more than the {MostEntries} entries that are allowed");
        }

        var path = Path.Combine([destination, .. parts]);
        if (entry.EntryType == TarEntryType.Directory)
        {
            Directory.CreateDirectory(path);
        }
        else if (isFile)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await (entry.DataStream ?? Stream.Null).CopyToAsync(file, ct);
            if (!OperatingSystem.IsWindows())
            {
                var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
                File.SetUnixFileMode(file.SafeFileHandle, entry.Mode.HasFlag(UnixFileMode.UserExecute) ? WholeFile.Executable : mode);
            }
        }
        else
        {
            throw Refused(archive, entry, $"is no file but {entry.EntryType}");
        }
    }

    private static InstallationException Refused(ReleaseArchive archive, TarEntry entry, string why) =>
        new($"{archive.Name} is refused: its entry '{EntryName.Shown(entry.Name)}' {why}, and no release has such a one");
}
