using System.Text;
using System.Text.Json;

namespace IstioRegressions.Reports.Html;

/// <summary>
/// The evidence of one run as files. It may come from elsewhere: a link out of the folder is not followed, what is no file
/// with bytes in it (a pipe would never end) is not opened, and no more is read than was asked for.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class EvidenceFolder(string path)
{
    /// <summary>The folders in one of its folders, by name; none where it is not there.</summary>
    public IReadOnlyList<string> Folders(string name) => new DirectoryInfo(Path.Combine(path, name)) is { Exists: true, LinkTarget: null } folder
        ? [.. folder.GetDirectories().Where(f => f.LinkTarget is null).Select(f => f.Name).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The files in one of its folders, by name; none where it is not there.</summary>
    public IReadOnlyList<string> Files(string name = "") => new DirectoryInfo(Path.Combine(path, name)) is { Exists: true } folder
        ? [.. folder.GetFiles().Where(f => f is { LinkTarget: null, Length: > 0 }).Select(f => f.Name).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Where a file is.</summary>
    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>How many bytes a file has; 0 where it is not there.</summary>
    public long Length(string name) => new FileInfo(PathOf(name)) is { Exists: true, LinkTarget: null } file ? file.Length : 0;

    /// <summary>A JSON file; null where it is not there, is too large, or is none.</summary>
    public JsonDocument? Json(string name, int most)
    {
        var length = Length(name);
        if (length == 0 || length > most)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(PathOf(name)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The lines of a file's beginning and end; what is between is left out, where it is longer than twice <paramref name="most"/>.</summary>
    public IReadOnlyList<string> Lines(string name, int most)
    {
        var length = Length(name);
        if (length == 0)
        {
            return [];
        }

        using var file = File.OpenRead(PathOf(name));
        var text = Read(file, Math.Min(length, most));
        if (length > most)
        {
            file.Position = Math.Max(most, length - most);
            var end = Read(file, length - file.Position);
            text = length > 2L * most ? $"{text[..(text.LastIndexOf('\n') + 1)]}{end[(end.IndexOf('\n', StringComparison.Ordinal) + 1)..]}" : text + end;
        }

        return text.TrimEnd('\n').Split('\n');
    }

    private static string Read(FileStream file, long count)
    {
        var bytes = new byte[count];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
