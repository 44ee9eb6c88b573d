using System.Formats.Tar;
using System.Text.Json;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Installation;

/// <summary>The archives of images (docker save) that a disposable cluster is given before it starts.</summary>
internal static class ImageArchives
{
    private const string Contents = "manifest.json";

    private static readonly string[] OfIstio = ["pilot", "proxyv2", "proxy"];

    /// <summary>The archives that a version may need: all but those that hold nothing but Istio's images of other releases.</summary>
    /// <param name="path">One archive, or a directory of them.</param>
    /// <param name="version">The version.</param>
    public static IReadOnlyList<string> Of(string path, IstioVersion version) => File.Exists(path)
        ? [path]
        : [.. Directory.GetFiles(path, "*.tar").Order(StringComparer.Ordinal).Where(file => Tags(file) is var tags && (tags.Count == 0 || tags.Any(t => !IsOfAnother(t, version))))];

    private static bool IsOfAnother(string tag, IstioVersion version) =>
        tag.Split('/')[^1].Split(':') is [var name, var text] && OfIstio.Contains(name, StringComparer.Ordinal)
        && IstioVersion.TryParse(text, out var its) && its != version && ReleaseList.Default.Versions.Contains(its);

    private static List<string> Tags(string file)
    {
        using var reader = new TarReader(File.OpenRead(file));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry is { Name: Contents, DataStream: { } data })
            {
                using var json = JsonDocument.Parse(data);
                return [.. json.RootElement.EnumerateArray()
                    .Where(image => image.TryGetProperty("RepoTags", out var tags) && tags.ValueKind == JsonValueKind.Array)
                    .SelectMany(image => image.GetProperty("RepoTags").EnumerateArray().Select(t => t.GetString()!))];
            }
        }

        return [];
    }
}
