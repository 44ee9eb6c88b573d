namespace IstioRegressions.Catalogue;

/// <summary>The Istio releases that the project knows: fixtures-yaml/releases.yaml, carried inside this assembly.</summary>
public sealed class ReleaseList
{
    private static readonly Lazy<ReleaseList> Built = new(() => Parse("releases.yaml", CatalogueYaml.Embedded("releases.yaml")));

    private ReleaseList(IReadOnlyList<Release> releases) => Releases = releases;

    /// <summary>The releases of this build.</summary>
    public static ReleaseList Default => Built.Value;

    /// <summary>All releases, the earliest first.</summary>
    public IReadOnlyList<Release> Releases { get; }

    /// <summary>All versions, the earliest first.</summary>
    public IEnumerable<IstioVersion> Versions => Releases.Select(r => r.Version);

    /// <summary>Reads a list of releases.</summary>
    /// <exception cref="FormatException">The text is no such list; the message names file, line and entry.</exception>
    public static ReleaseList Parse(string file, string yaml) => new(
    [
        .. CatalogueYaml.Read(file, yaml, CatalogueYaml.LineFields, line => line.Text("versions"), CatalogueYaml.ToReleases)
            .SelectMany(releases => releases)
            .OrderBy(r => r.Version),
    ]);

    /// <summary>
    /// How a version is run. A version that is not listed (a pre-release, a build of your own, one newer than this list)
    /// is run as the latest release before it.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The version is older than all releases.</exception>
    public Release For(IstioVersion version)
    {
        // A pre-release starts the line that it leads to: 1.7.0-beta.1 is run as 1.7.0 is.
        var line = Releases.FirstOrDefault(r => version.IsPrerelease && r.Version.Major == version.Major && r.Version.Minor == version.Minor);
        var known = line ?? Releases.LastOrDefault(r => r.Version <= version)
            ?? throw new KeyNotFoundException($"Istio {version} is older than every release that is known; the first is {Releases[0].Version}");
        return known with { Version = version };
    }

    /// <summary>Why a version is no release that is known, with those of its minor; null where it is one.</summary>
    public string? Unknown(IstioVersion version)
    {
        if (Versions.Contains(version))
        {
            return null;
        }

        var minor = Versions.Where(v => (v.Major, v.Minor) == (version.Major, version.Minor)).ToList();
        return $"there is no release Istio {version}; of {version.Major}.{version.Minor} there are "
            + minor switch { [] => "none", [var one] => $"{one}", [var first, .., var last] => $"{first} to {last}" };
    }
}
