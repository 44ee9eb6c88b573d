using IstioRegressions.Catalogue;

namespace IstioRegressions.Distributions;

/// <summary>
/// The files that a release of Istio is installed from: an unpacked release archive or a checkout, of which install/ and
/// manifests/ are read, another directory of YAML files, or one file.
/// </summary>
/// <param name="path">The directory or the file.</param>
/// <param name="evidenceFolder">The directory for what is found; made when it is not there.</param>
public sealed class ReleaseFiles(string path, string evidenceFolder)
{
    // What else a release has (samples, tests, documentation) is not applied when it is installed.
    private static readonly string[] Installed = ["install", "manifests"];

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The directory or the file.</summary>
    public string Path { get; } = path;

    /// <summary>Where the files of a version are.</summary>
    /// <param name="setting">A path, with {version} in it for one of each version; null where none is given.</param>
    /// <param name="version">The version.</param>
    /// <returns>Why there are none, as a reason not to run that version; else the path.</returns>
    public static (string? Missing, string? Path) Find(string? setting, IstioVersion version)
    {
        if (setting is null)
        {
            return ($"there are no files of release {version}: set ISTIO_RELEASE to the directory of an unpacked release or of a checkout, "
                + $"with {PilotBinary.VersionPlaceholder} in it for one of each version", null);
        }

        var path = System.IO.Path.GetFullPath(setting.Replace(PilotBinary.VersionPlaceholder, version.ToString(), StringComparison.Ordinal));
        return System.IO.Path.Exists(path) ? (null, path) : ($"there are no files of release {version}: no {path} (ISTIO_RELEASE)", null);
    }

    /// <summary>
    /// The names of the custom resource definitions in the release's YAML files, each with the files that define it. A
    /// definition that stands in several files counts once.
    /// </summary>
    /// <exception cref="FormatException">A definition has no name that can be read; the message names the file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> CustomResourceDefinitionsAsync(CancellationToken ct = default)
    {
        var found = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var file in Yaml().Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetRelativePath(Path, file) is var relative and not "." ? relative : System.IO.Path.GetFileName(file);
            foreach (var definition in CustomResourceDefinitions.NamesIn(name, await File.ReadAllTextAsync(file, ct)).Distinct(StringComparer.Ordinal))
            {
                found[definition] = [.. found.GetValueOrDefault(definition, []), name];
            }
        }

        return found;
    }

    /// <summary>Keeps something that the scenario found as a file of its evidence.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="ct">Ends the writing.</param>
    public async Task RecordAsync(string file, IEnumerable<string> lines, CancellationToken ct = default)
    {
        Directory.CreateDirectory(evidenceFolder);
        await File.WriteAllLinesAsync(System.IO.Path.Combine(evidenceFolder, file), lines, ct);
    }

    private IEnumerable<string> Yaml()
    {
        if (File.Exists(Path))
        {
            return [Path];
        }

        var installed = Installed.Select(folder => System.IO.Path.Combine(Path, folder)).Where(Directory.Exists).ToList();
        return (installed.Count > 0 ? installed : [Path])
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", Everywhere))
            .Where(file => System.IO.Path.GetExtension(file) is ".yaml" or ".yml");
    }
}
