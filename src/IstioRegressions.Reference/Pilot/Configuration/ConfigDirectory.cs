namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Reads all .yaml and .yml files of a directory and its subdirectories: all of them are valid, or nothing is read.</summary>
internal sealed class ConfigDirectory(string path, Log log)
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    // An edit changes few of many documents: the objects of the others are those of the last reading.
    private Dictionary<string, ConfigObject> _read = new(StringComparer.Ordinal);

    public string Path => path;

    /// <summary>The objects of all files, in the order of their keys.</summary>
    /// <exception cref="InvalidConfigurationException">A document is not valid; the message names file and line.</exception>
    /// <exception cref="IOException">The directory, or a file of it, cannot be read.</exception>
    public async Task<List<ConfigObject>> ReadAsync(CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, ConfigObject>(StringComparer.Ordinal);
        var read = new Dictionary<string, ConfigObject>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsConfiguration).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            foreach (var config in Parse(file, text, read))
            {
                if (!objects.TryAdd(config.Key, config))
                {
                    log.Warn("config", $"{file}: {config} is defined twice; the first definition is kept");
                }
            }
        }

        _read = read;
        return [.. objects.Values.OrderBy(o => o.Key, StringComparer.Ordinal)];
    }

    private static bool IsConfiguration(string file) =>
        System.IO.Path.GetExtension(file) is ".yaml" or ".yml" && !File.GetAttributes(file).HasFlag(FileAttributes.ReparsePoint);

    private List<ConfigObject> Parse(string file, string text, Dictionary<string, ConfigObject> read)
    {
        var objects = new List<ConfigObject>();
        try
        {
            foreach (var (part, linesBefore) in YamlDocuments.Split(text))
            {
                if (_read.TryGetValue(part, out var known))
                {
                    objects.Add(read[part] = known);
                    continue;
                }

                var found = YamlDocuments.Read(part, linesBefore).Select(document => Parse(file, document)).OfType<ConfigObject>().ToList();
                objects.AddRange(found);
                if (found is [var only])
                {
                    read[part] = only;
                }
            }
        }
        catch (InvalidConfigurationException e)
        {
            throw e.In(file);
        }

        return objects;
    }

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
        if (_reported.Add(what))
        {
            log.Info("config", what);
        }
    }
}
