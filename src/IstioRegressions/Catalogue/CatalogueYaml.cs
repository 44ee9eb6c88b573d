using System.Globalization;
using IstioRegressions.Meshes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Catalogue;

/// <summary>The YAML forms of the catalogue's files, read strictly: an unknown field is an error.</summary>
internal static class CatalogueYaml
{
    public static string Embedded(string name)
    {
        using var stream = typeof(CatalogueYaml).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"this build carries no {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a file that is a list of entries.</summary>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="yaml">What is in it.</param>
    /// <param name="known">The fields of an entry.</param>
    /// <param name="name">What an entry is called in errors.</param>
    /// <param name="read">Reads one.</param>
    /// <exception cref="FormatException">It is no such list; the message names the file, and the line or the entry.</exception>
    public static List<T> Read<T>(string file, string yaml, string[] known, Func<YamlFields, string?> name, Func<YamlFields, T> read)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new YamlEvents(yaml));
            var root = stream.Documents is [var document, ..] ? document.RootNode : throw new FormatException($"{file} is empty");
            var entries = root as YamlSequenceNode ?? throw new YamlException(root.Start, root.End, "it is not a list of entries");
            return [.. entries.Select(node => Named(file, new YamlFields(node, known), name, read))];
        }
        catch (YamlException e)
        {
            throw new FormatException($"{file}, line {e.Start.Line}: {(e.InnerException ?? e).Message}", e);
        }
    }

    public static readonly string[] RegressionFields =
    [
        "id", "title", "upstream", "needs", "applies", "reported", "defect", "limit", "healedByFiles", "affected", "unaffected", "aspects",
    ];

    public static readonly string[] LineFields = ["versions", "missing", "commandLine", "install", "k3s"];

    public static Regression ToRegression(YamlFields entry)
    {
        var defect = entry.Text("defect");
        return new(
            entry.Text("id") is { Length: > 0 } id ? id : throw YamlFields.Missing("id"),
            entry.Required("title"),
            entry.Texts("upstream") ?? [],
            (entry.Texts("needs") ?? throw YamlFields.Missing("needs")).Aggregate(Capabilities.None, (all, one) => all | OneOf<Capabilities>("needs", one)),
            VersionRange.Parse(entry.Required("applies")),
            Ranges(entry, "affected", "affected", defect),
            Ranges(entry, "unaffected", "unaffected", defect: null),
            IstioVersion.Parse(entry.Required("reported")),
            defect,
            entry.Number("limit"),
            entry.Text("healedByFiles") is { } healed ? VersionRange.Parse(healed) : null,
            (entry.Entries("aspects", "name", "defect", "alike", "affected", "unaffected") ?? []).ConvertAll(ToAspect));
    }

    public static IEnumerable<Release> ToReleases(YamlFields line)
    {
        var versions = line.Required("versions");
        var ends = versions.Split("..");
        if (ends.Length != 2 || !IstioVersion.TryParse(ends[0], out var first) || !IstioVersion.TryParse(ends[1], out var last)
            || (first.Major, first.Minor) != (last.Major, last.Minor))
        {
            throw new FormatException($"versions '{versions}' is not FIRST..LAST of one line, for example 1.6.0..1.6.14");
        }

        var missing = (line.Texts("missing") ?? []).ConvertAll(IstioVersion.Parse);
        return Enumerable.Range(first.Patch, last.Patch - first.Patch + 1)
            .Select(patch => IstioVersion.Parse(string.Create(CultureInfo.InvariantCulture, $"{first.Major}.{first.Minor}.{patch}")))
            .Except(missing)
            .Select(version => new Release(
                version,
                OneOf<CommandLineForm>("commandLine", line.Required("commandLine")),
                OneOf<InstallStyle>("install", line.Required("install")),
                line.Required("k3s")))
            .ToList();
    }

    private static Aspect ToAspect(YamlFields aspect)
    {
        var defect = aspect.Text("defect");
        return new(
            aspect.Text("name") ?? throw YamlFields.Missing("aspects.name"),
            Ranges(aspect, "affected", "aspects.affected", defect),
            Ranges(aspect, "unaffected", "aspects.unaffected", defect: null),
            defect,
            aspect.Texts("alike") ?? []);
    }

    private static List<CataloguedRange> Ranges(YamlFields entry, string field, string called, string? defect) =>
        (entry.Entries(field, "range", "basis", "outcome", "push", "defect") ?? throw YamlFields.Missing(called)).ConvertAll(range => new CataloguedRange(
            VersionRange.Parse(range.Required("range")),
            OneOf<Basis>("basis", range.Required("basis")),
            range.Text("outcome"),
            range.Text("push") is { } push ? OneOf<PushKind>("push", push) : PushKind.Endpoints,
            range.Text("defect") ?? defect));

    private static T Named<T>(string file, YamlFields entry, Func<YamlFields, string?> name, Func<YamlFields, T> read)
    {
        try
        {
            return read(entry);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file}, entry '{name(entry)}': {e.Message}", e);
        }
    }

    private static T OneOf<T>(string field, string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) && !int.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? value
            : throw new FormatException($"{field} '{text}' is none of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}");
}
