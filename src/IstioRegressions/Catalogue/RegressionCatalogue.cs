namespace IstioRegressions.Catalogue;

/// <summary>The regressions that the project knows: fixtures-yaml/catalogue.yaml, carried inside this assembly.</summary>
public sealed class RegressionCatalogue
{
    private static readonly Lazy<RegressionCatalogue> Built = new(() => Parse("catalogue.yaml", CatalogueYaml.Embedded("catalogue.yaml")));

    private readonly Dictionary<string, Regression> _byId;

    private RegressionCatalogue(IReadOnlyList<Regression> regressions)
    {
        Regressions = regressions;
        _byId = regressions.ToDictionary(r => r.Id, StringComparer.Ordinal);
    }

    /// <summary>The catalogue of this build.</summary>
    public static RegressionCatalogue Default => Built.Value;

    /// <summary>All regressions, in the order of the file.</summary>
    public IReadOnlyList<Regression> Regressions { get; }

    /// <summary>Reads a catalogue.</summary>
    /// <exception cref="FormatException">The text is no catalogue; the message names file, line and entry.</exception>
    public static RegressionCatalogue Parse(string file, string yaml)
    {
        var regressions = CatalogueYaml.Read(file, yaml, CatalogueYaml.RegressionFields, entry => entry.Text("id"), CatalogueYaml.ToRegression);
        return regressions.GroupBy(r => r.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new FormatException($"{file}: the regression '{twice.Key}' is listed {twice.Count()} times; ids are unique")
            : new RegressionCatalogue(regressions);
    }

    /// <summary>The regression of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names.</exception>
    public Regression Get(string id) => _byId.TryGetValue(id, out var regression)
        ? regression
        : throw new KeyNotFoundException($"there is no regression '{id}'; the catalogue has {string.Join(", ", _byId.Keys)}");

    /// <summary>The defects that a reference playing this version has: those of the regressions expected at it.</summary>
    public IReadOnlyList<string> DefectsOf(IstioVersion version) =>
    [
        .. Regressions
            .Where(r => r.Applies.Contains(version))
            .Select(r => r.Affected.FirstOrDefault(a => a.Range.Contains(version))?.Defect)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];
}
