using System.Text.Json;

namespace IstioRegressions.Distributions;

/// <summary>
/// What is noted of a file when it is extracted. An executable is used far more often than made, and is large: its length
/// and time of writing stand for its content.
/// </summary>
internal sealed record CachedFile(long Length, DateTime Written)
{
    /// <summary>What the file is now; null where there is none.</summary>
    public static CachedFile? Of(string path) =>
        new FileInfo(path) is { Exists: true } file ? new CachedFile(file.Length, file.LastWriteTimeUtc) : null;

    /// <summary>Whether the file is there and as it was noted.</summary>
    public static async Task<bool> IsAsNotedAsync(string path, string note, CancellationToken ct)
    {
        try
        {
            await using var stream = File.OpenRead(note);
            return Of(path) is { } file && file == await JsonSerializer.DeserializeAsync<CachedFile>(stream, cancellationToken: ct);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
