using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace IstioRegressions.Catalogue;

/// <summary>The YAML forms of the catalogue's two files, read strictly: an unknown field is an error.</summary>
internal static class CatalogueYaml
{
    public static string Embedded(string name)
    {
        using var stream = typeof(CatalogueYaml).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"this build carries no {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static T Read<T>(string file, string yaml)
        where T : class
    {
        try
        {
            return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<T>(yaml)
                ?? throw new FormatException($"{file} is empty");
        }
        catch (YamlException e)
        {
            throw new FormatException($"{file}, line {e.Start.Line}: {(e.InnerException ?? e).Message}", e);
        }
    }

    public static T Named<T>(string file, string entry, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file}, entry '{entry}': {e.Message}", e);
        }
    }

    private static T OneOf<T>(string field, string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) && !int.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? value
            : throw new FormatException($"{field} '{text}' is none of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}");

    public static T Required<T>(string field, T? value)
        where T : class => value ?? throw new FormatException($"the field {field} is missing");

    internal sealed class Entry
    {
        public string Id { get; set; } = "";

        public string? Title { get; set; }

        public List<string> Upstream { get; set; } = [];

        public List<string>? Needs { get; set; }

        public string? Applies { get; set; }

        public string? Reported { get; set; }

        public string? Defect { get; set; }

        public int? Limit { get; set; }

        public string? HealedByFiles { get; set; }

        public List<Range>? Affected { get; set; }

        public List<Range>? Unaffected { get; set; }

        public List<Part> Aspects { get; set; } = [];

        public Regression ToRegression() => new(
            Id.Length > 0 ? Id : throw new FormatException("the field id is missing"),
            Required("title", Title),
            Upstream,
            Required("needs", Needs).Aggregate(Capabilities.None, (all, one) => all | OneOf<Capabilities>("needs", one)),
            VersionRange.Parse(Required("applies", Applies)),
            Required("affected", Affected).ConvertAll(r => r.ToRange(Defect)),
            Required("unaffected", Unaffected).ConvertAll(r => r.ToRange(null)),
            IstioVersion.Parse(Required("reported", Reported)),
            Defect,
            Limit,
            HealedByFiles is null ? null : VersionRange.Parse(HealedByFiles),
            Aspects.ConvertAll(a => a.ToAspect()));
    }

    internal sealed class Part
    {
        public string? Name { get; set; }

        public string? Defect { get; set; }

        public List<string> Alike { get; set; } = [];

        public List<Range>? Affected { get; set; }

        public List<Range>? Unaffected { get; set; }

        public Aspect ToAspect() => new(
            Required("aspects.name", Name),
            Required("aspects.affected", Affected).ConvertAll(r => r.ToRange(Defect)),
            Required("aspects.unaffected", Unaffected).ConvertAll(r => r.ToRange(null)),
            Defect,
            Alike);
    }

    internal sealed class Range
    {
        [YamlMember(Alias = "range")]
        public string? Interval { get; set; }

        public string? Basis { get; set; }

        public string? Outcome { get; set; }

        public string? Push { get; set; }

        public string? Defect { get; set; }

        public CataloguedRange ToRange(string? defect) => new(
            VersionRange.Parse(Required("range", Interval)),
            OneOf<Basis>("basis", Required("basis", Basis)),
            Outcome,
            Push is null ? PushKind.Endpoints : OneOf<PushKind>("push", Push),
            Defect ?? defect);
    }

    internal sealed class Line
    {
        public string Versions { get; set; } = "";

        public List<string> Missing { get; set; } = [];

        public string? CommandLine { get; set; }

        public string? Install { get; set; }

        public string? K3s { get; set; }

        public IEnumerable<Release> ToReleases()
        {
            var ends = Versions.Split("..");
            if (ends.Length != 2 || !IstioVersion.TryParse(ends[0], out var first) || !IstioVersion.TryParse(ends[1], out var last)
                || (first.Major, first.Minor) != (last.Major, last.Minor))
            {
                throw new FormatException($"versions '{Versions}' is not FIRST..LAST of one line, for example 1.6.0..1.6.14");
            }

            var missing = Missing.ConvertAll(IstioVersion.Parse);
            return Enumerable.Range(first.Patch, last.Patch - first.Patch + 1)
                .Select(patch => IstioVersion.Parse(string.Create(CultureInfo.InvariantCulture, $"{first.Major}.{first.Minor}.{patch}")))
                .Except(missing)
                .Select(version => new Release(
                    version,
                    OneOf<CommandLineForm>("commandLine", Required("commandLine", CommandLine)),
                    OneOf<InstallStyle>("install", Required("install", Install)),
                    Required("k3s", K3s)))
                .ToList();
        }
    }
}
