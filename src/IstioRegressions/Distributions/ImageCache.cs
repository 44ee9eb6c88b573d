using System.Text;
using System.Text.Json;

namespace IstioRegressions.Distributions;

/// <summary>
/// Blobs and extracted files on disk, by digest, shared by all processes of a user: <c>blobs/sha256/HEX</c>,
/// <c>files/HEX/OS-ARCHITECTURE/PATH</c> with <c>notes/</c> of them, and <c>locks/</c>. A name appears by one rename when
/// its content is whole and verified. It may be deleted at any time when nothing runs.
/// </summary>
/// <param name="directory">Where; it is made when needed.</param>
/// <param name="time">The clock; the system's by default.</param>
public sealed class ImageCache(string directory, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The user's cache: <c>istio-regressions/images</c> in XDG_CACHE_HOME, or in ~/.cache (XDG base directory specification).</summary>
    public static string DefaultDirectory
    {
        get
        {
            // The specification: a relative path is to be ignored.
            var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            var home = Path.IsPathRooted(xdg) ? xdg : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(home, "istio-regressions", "images");
        }
    }

    /// <summary>The directory.</summary>
    public string Directory { get; } = Path.GetFullPath(directory);

    /// <summary>How long another process may take for one blob or file before its lock is an error.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The file of a blob. What lies there is verified, and replaced where it was damaged.</summary>
    /// <param name="blob">What is wanted.</param>
    /// <param name="fetch">Gets it where it is not there.</param>
    /// <param name="waiting">Called once, if another process is at it.</param>
    /// <param name="ct">Ends the work; nothing half is left.</param>
    /// <exception cref="ImageException">It could not be had, or is not what its digest says.</exception>
    internal async Task<string> BlobAsync(Descriptor blob, Func<BlobWriter, CancellationToken, Task> fetch, Action waiting, CancellationToken ct)
    {
        var path = Path.Combine(Directory, "blobs", "sha256", blob.Digest.Hex);
        using var held = await LockAsync(blob.Digest.Hex, waiting, ct);
        if (await IsAsync(path, blob, ct))
        {
            return path;
        }

        await WholeFile.WriteAsync(path, WholeFile.Private, async (partial, token) =>
        {
            using var writer = new BlobWriter(blob, partial);
            await fetch(writer, token);
            writer.Complete();
        }, ct);
        return path;
    }

    /// <summary>The file that was extracted from an image, executable.</summary>
    /// <param name="image">The digest that pins the image.</param>
    /// <param name="platform">Which of its platforms.</param>
    /// <param name="inImage">The file's path there, rooted, without <c>..</c>.</param>
    /// <param name="extract">Extracts it where it is not there.</param>
    /// <param name="waiting">Called once, if another process is at it.</param>
    /// <param name="ct">Ends the work; nothing half is left.</param>
    /// <exception cref="ImageException">It could not be had.</exception>
    internal async Task<string> FileAsync(
        Digest image, ImagePlatform platform, string inImage, Func<Stream, CancellationToken, Task> extract, Action waiting, CancellationToken ct)
    {
        var name = NameOf(image, platform, inImage);
        var key = Digest.Of(Encoding.UTF8.GetBytes(name)).Hex;
        var (path, note) = (Path.Combine(Directory, name), Path.Combine(Directory, "notes", key));
        if (await CachedFile.IsAsNotedAsync(path, note, ct))
        {
            return path;
        }

        using var held = await LockAsync(key, waiting, ct);
        if (await CachedFile.IsAsNotedAsync(path, note, ct))
        {
            return path;
        }

        await WholeFile.WriteAsync(path, WholeFile.Executable, extract, ct);
        await WholeFile.WriteAsync(note, WholeFile.Private, (stream, token) => JsonSerializer.SerializeAsync(stream, CachedFile.Of(path), cancellationToken: token), ct);
        return path;
    }

    /// <summary>Whether a file was extracted from an image before.</summary>
    internal bool Holds(Digest image, ImagePlatform platform, string inImage) => File.Exists(Path.Combine(Directory, NameOf(image, platform, inImage)));

    private static string NameOf(Digest image, ImagePlatform platform, string inImage) =>
        Path.Combine("files", image.Hex, $"{platform.Os}-{platform.Architecture}", inImage.TrimStart('/'));

    private static async Task<bool> IsAsync(string path, Descriptor blob, CancellationToken ct)
    {
        if (new FileInfo(path) is not { Exists: true } file || file.Length != blob.Size)
        {
            return false;
        }

        await using var content = file.OpenRead();
        return await Digest.OfAsync(content, ct) == blob.Digest;
    }

    private Task<FileStream> LockAsync(string name, Action waiting, CancellationToken ct)
    {
        var locks = Path.Combine(Directory, "locks");
        WholeFile.MakeFolder(locks);
        return FileLock.TakeAsync(Path.Combine(locks, name), LockTimeout, _time, waiting, ct);
    }
}
