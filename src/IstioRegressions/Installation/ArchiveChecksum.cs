using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>
/// The published sum of an archive. Three forms were published: as sha256sum writes it (<c>HEX  NAME</c>, to 1.4), with one
/// space (<c>HEX NAME</c>, by release-builder since), and the digits alone.
/// </summary>
internal static class ArchiveChecksum
{
    /// <summary>The longest file that can be one, in bytes.</summary>
    public const int Longest = 64 << 10;

    /// <summary>Reads the sum of an archive.</summary>
    /// <exception cref="InstallationException">The text has none; the message quotes its beginning.</exception>
    public static Digest Parse(string source, string archive, string text)
    {
        var lines = Lines(text).ToList();
        var named = lines.Where(l => l.Name == archive).ToList();
        return (named.Count > 0 ? named : lines) switch
        {
            [var (digest, name)] when name is null || name == archive => digest,
            _ => throw new InstallationException($"{source} has no sha256 of {archive}: '{EntryName.Shown(text.Trim())}'; try later, or unpack the release yourself and give its directory"),
        };
    }

    /// <summary>The lines that are a sum, each with the last part of the path it names; null where it names none.</summary>
    public static IEnumerable<(Digest Digest, string? Name)> Lines(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
            if (Digest.TryParse($"sha256:{parts[0].ToLowerInvariant()}", out var digest))
            {
                // sha256sum writes a '*' before the name of a file that it read as binary.
                yield return (digest, parts is [_, var path] ? path.TrimStart('*').Split('/')[^1] : null);
            }
        }
    }
}
