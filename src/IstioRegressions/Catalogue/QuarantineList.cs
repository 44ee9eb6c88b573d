namespace IstioRegressions.Catalogue;

/// <summary>
/// The scenarios known to be unstable: fixtures-yaml/quarantine.yaml, carried inside this assembly. They run as all others
/// do; what they come to is shown apart and fails nothing. An entry that has expired does not hold.
/// </summary>
public sealed class QuarantineList
{
    private static readonly Lazy<QuarantineList> Built =
        new(() => Parse("quarantine.yaml", CatalogueYaml.Embedded("quarantine.yaml"), RegressionCatalogue.Default));

    private readonly string _file;

    private QuarantineList(string file, IReadOnlyList<QuarantineEntry> entries) => (_file, Entries) = (file, entries);

    /// <summary>The list of this build.</summary>
    public static QuarantineList Default => Built.Value;

    /// <summary>All entries, those that have expired too, in the order of the file.</summary>
    public IReadOnlyList<QuarantineEntry> Entries { get; }

    /// <summary>Reads a list.</summary>
    /// <exception cref="FormatException">The text is no such list; the message names file, line and entry.</exception>
    public static QuarantineList Parse(string file, string yaml, RegressionCatalogue catalogue) =>
        new(file, CatalogueYaml.Read(file, yaml, QuarantineYaml.Fields, QuarantineYaml.NameOf, entry => QuarantineYaml.ToEntry(entry, catalogue)));

    /// <summary>Why the verdict of a scenario is shown apart; null where it is judged as all others are.</summary>
    /// <param name="regression">The regression's id.</param>
    /// <param name="environment">The environment's name, in lower case.</param>
    /// <param name="version">The version; null for a control, which stands for none.</param>
    /// <param name="time">Says what day it is.</param>
    public Quarantine? Of(string regression, string environment, IstioVersion? version, TimeProvider time) => Entries
        .FirstOrDefault(e => e.Regression == regression && e.Environment == environment && !e.IsExpired(time)
            && (e.Versions is null || (version is not null && e.Versions.Contains(version))))
        ?.Quarantine;

    /// <summary>What must be done about each entry that has expired; none where nothing must.</summary>
    public IReadOnlyList<string> Overdue(TimeProvider time) =>
    [
        .. Entries.Where(e => e.IsExpired(time)).Select(e =>
            $"{_file}, entry '{e.Name}': it expired on {e.Quarantine.Expires:yyyy-MM-dd}: cure the scenario and remove the entry, "
            + $"or look again at {e.Quarantine.Link} and give a later date"),
    ];
}
