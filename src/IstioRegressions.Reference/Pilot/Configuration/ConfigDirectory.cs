using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Reads all .yaml and .yml files of a directory and its subdirectories: all of them are valid, or nothing is read.</summary>
/// <param name="path">The directory.</param>
/// <param name="conflicts">What is wrong between objects that are valid each by itself.</param>
/// <param name="log">Where it says what it leaves out.</param>
internal sealed class ConfigDirectory(string path, Func<IReadOnlyList<ConfigObject>, IEnumerable<(ConfigObject Object, string Problem)>> conflicts, Log log)
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    // An edit changes few of many documents: the objects of the others are those of the last reading.
    private Dictionary<string, ConfigObject> _read = new(StringComparer.Ordinal);

    public string Path => path;

    /// <summary>The objects of all files, in the order of their keys.</summary>
    /// <exception cref="InvalidConfigurationException">A document is not valid, or goes against another; the message names file and line, or the object.</exception>
    /// <exception cref="IOException">The directory, or a file of it, cannot be read.</exception>
    public async Task<List<ConfigObject>> ReadAsync(CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, ConfigObject>(StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var read = new Dictionary<string, ConfigObject>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsConfiguration).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            foreach (var config in Parse(file, text, read))
            {
                if (objects.TryAdd(config.Key, config))
                {
                    files[config.Key] = file;
                }
                else
                {
                    log.Warn("config", $"{file}: {config} is defined twice; the first definition is kept");
                }
            }
        }

        List<ConfigObject> sorted = [.. objects.Values.OrderBy(o => o.Key, StringComparer.Ordinal)];
        if (conflicts(sorted).FirstOrDefault() is { Object: { } late } conflict)
        {
            throw new InvalidConfigurationException(0, $"{late} conflicts with the rest: {conflict.Problem}").In(files[late.Key]);
        }

        _read = read;
        return sorted;
    }

    private static bool IsConfiguration(string file) =>
        System.IO.Path.GetExtension(file) is ".yaml" or ".yml" && !File.GetAttributes(file).HasFlag(FileAttributes.ReparsePoint);

    private List<ConfigObject> Parse(string file, string text, Dictionary<string, ConfigObject> read)
    {
        try
        {
            var parts = YamlParts.Read(text, (part, linesBefore) =>
                (Part: part, Objects: _read.TryGetValue(part, out var known) ? [known] : Parse(file, part, linesBefore)));
            foreach (var (part, objects) in parts)
            {
                if (objects is [var only])
                {
                    read[part] = only;
                }
            }

            return [.. parts.SelectMany(p => p.Objects)];
        }
        catch (InvalidConfigurationException e)
        {
            throw e.In(file);
        }
    }

    private List<ConfigObject> Parse(string file, string part, int linesBefore) =>
        [.. YamlDocuments.Read(part, linesBefore).Select(document => Parse(file, document)).OfType<ConfigObject>()];

    private ConfigObject? Parse(string file, YamlNode document)
    {
        if (ConfigDocument.Read(document, out var ignored) is not { } config)
        {
            Report($"{file}: line {document.Line}: ignored, this pilot does not serve {ignored}");
            return null;
        }

        var problems = ConfigValidation.ProblemsOf(config).ToList();
        return problems.Count == 0
            ? config
            : throw new InvalidConfigurationException(document.Line, $"{config} is not valid: {string.Join("; ", problems)}");
    }

    /// <summary>Says a thing once, not at every reading.</summary>
    private void Report(string what)
    {
        lock (_reported)
        {
            if (_reported.Add(what))
            {
                log.Info("config", what);
            }
        }
    }
}
