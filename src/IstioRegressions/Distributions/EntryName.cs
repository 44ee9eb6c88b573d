namespace IstioRegressions.Distributions;

/// <summary>The names that an archive gives its files.</summary>
internal static class EntryName
{
    /// <summary>The longest path that Linux has.</summary>
    public const int Longest = 4096;

    /// <summary>The parts of a name from the root of its image; an absolute name is one from that root too.</summary>
    /// <exception cref="ImageException">The name climbs, or no file can have it; the message begins with <paramref name="image"/>.</exception>
    public static List<string> Split(string image, string name)
    {
        if (name.Length > Longest || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ImageException($"{image} has a name that no file can have, of {name.Length} characters: {Shown(name)}");
        }

        var parts = Steps(name).ToList();
        return parts.Contains("..") ? throw new ImageException($"{image} has a name that climbs out of its directory: {Shown(name)}") : parts;
    }

    /// <summary>The steps of a path, which may climb.</summary>
    public static IEnumerable<string> Steps(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".");

    /// <summary>A name as a message may hold it.</summary>
    public static string Shown(string name) =>
        new([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);
}
