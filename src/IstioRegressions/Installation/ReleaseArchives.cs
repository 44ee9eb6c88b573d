using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Installation;

/// <summary>
/// The archives of releases: downloaded, verified by their published sum, unpacked and kept. The folder of a release appears
/// by one rename when all of it is verified.
/// </summary>
/// <param name="settings">From where, and where they are kept.</param>
/// <param name="time">The clock; the system's by default.</param>
public sealed class ReleaseArchives(ArchiveSettings settings, TimeProvider? time = null)
{
    private const string NoteFile = "archive.json";

    // Another process downloads a hundred megabytes at most.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(30);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Gets the release for this machine, from the cache where it is there.</summary>
    /// <param name="version">The release.</param>
    /// <param name="platform">For which machine; this one by default.</param>
    /// <param name="progress">Told of the download and of each repetition.</param>
    /// <param name="ct">Ends the work; nothing half is left.</param>
    /// <exception cref="InstallationException">It cannot be had, or is not what was published or pinned.</exception>
    public async Task<UnpackedRelease> GetAsync(
        IstioVersion version, ImagePlatform? platform = null, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        var archive = ReleaseArchive.Of(version, platform ?? ImagePlatform.Current);
        var folder = Path.Combine(settings.Cache, archive.Stem);
        using var held = await LockAsync(archive.Stem, progress, ct);
        var pinned = new ArchivePins(settings.Pins).Find(archive.Name);
        var release = await KeptAsync(version, archive, folder, pinned, ct) ?? await DownloadAsync(version, archive, folder, pinned, progress, ct);
        if (release.Trust == ArchiveTrust.FirstDownload && pinned is null)
        {
            using var pins = await LockAsync("pins", progress, ct);
            await new ArchivePins(settings.Pins).AddAsync(archive.Name, release.Digest, ct);
        }

        return release;
    }

    private static async Task<UnpackedRelease?> KeptAsync(IstioVersion version, ReleaseArchive archive, string folder, Digest? pinned, CancellationToken ct)
    {
        try
        {
            await using var stream = File.OpenRead(Path.Combine(folder, NoteFile));
            var note = await JsonSerializer.DeserializeAsync<Note>(stream, RunFolder.Json, ct);
            return Digest.TryParse(note?.Digest, out var digest) && (pinned is null || pinned == digest)
                ? new UnpackedRelease(version, Path.Combine(folder, archive.Folder), digest, pinned is null ? note!.Trust : ArchiveTrust.Pinned)
                : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task<UnpackedRelease> DownloadAsync(
        IstioVersion version, ReleaseArchive archive, string folder, Digest? pinned, IProgress<string>? progress, CancellationToken ct)
    {
        using var download = new ArchiveDownload(settings, _time);
        var (file, unpacked) = (folder + ".tar.gz.partial", folder + ".partial");
        try
        {
            var published = pinned is null ? await download.SumAsync(archive, progress, ct) : null;
            progress?.Report($"downloading {archive.Address(settings.Releases)}, up to 100 MB");
            Digest digest;
            await using (var stream = new FileStream(file, FileMode.Create, FileAccess.ReadWrite))
            {
                digest = await download.FetchAsync(archive, stream, progress, ct);
            }

            if ((pinned ?? published ?? digest) is var expected && digest != expected)
            {
                throw new InstallationException(
                    $"{archive.Address(settings.Releases)} has the digest {digest}, and {(pinned is null ? "its published sum" : settings.Pins)} says {expected}; "
                    + "it is broken, or not what it says: try again, and do not install it if that does not help");
            }

            var trust = pinned is not null ? ArchiveTrust.Pinned : published is not null ? ArchiveTrust.Published : ArchiveTrust.FirstDownload;
            Remove(unpacked);
            WholeFile.MakeFolder(unpacked);
            await ArchiveExtraction.ExtractAsync(archive, file, unpacked, ct);
            await File.WriteAllTextAsync(Path.Combine(unpacked, NoteFile), JsonSerializer.Serialize(new Note(digest.ToString(), trust), RunFolder.Json), ct);
            Remove(folder);
            Directory.Move(unpacked, folder);
            return new UnpackedRelease(version, Path.Combine(folder, archive.Folder), digest, trust);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"{settings.Cache} cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(file);
            Remove(unpacked);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<FileStream> LockAsync(string name, IProgress<string>? progress, CancellationToken ct)
    {
        var locks = Path.Combine(settings.Cache, "locks");
        try
        {
            WholeFile.MakeFolder(locks);
            return await FileLock.TakeAsync(Path.Combine(locks, name), LockTimeout, _time, () => progress?.Report($"waiting for another process that is at {name}"), ct);
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            throw new InstallationException(e is ImageException ? e.Message : $"{settings.Cache} cannot be written: {e.Message}", e);
        }
    }

    private sealed record Note(string Digest, ArchiveTrust Trust);
}
