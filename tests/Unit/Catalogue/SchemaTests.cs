using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Catalogue;

/// <summary>Our files against their published schemas, judged by Debian's python3-jsonschema: not by a reader of ours.</summary>
public sealed class SchemaTests(SchemaJudge judge) : IClassFixture<SchemaJudge>, IDisposable
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "fixtures-yaml");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("schema-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task The_catalogue_is_as_its_schema_says() =>
        (await ErrorsAsync("catalogue.schema.json", Path.Combine(Fixtures, "catalogue.yaml"))).Should().BeEmpty();

    [SkippableTheory]
    [InlineData("needs: [xds]", "needs: [telepathy]")]
    [InlineData("basis: git", "basis: rumour")]
    [InlineData("title:", "heading:")]
    [InlineData("\"[1.7.0, )\"", "\"1.7.0 and later\"")]
    public async Task A_wrong_catalogue_is_refused_by_the_schema(string right, string wrong)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Fixtures, "catalogue.yaml"));

        (await ErrorsAsync("catalogue.schema.json", Write(text.Replace(right, wrong)))).Should().NotBeEmpty();
    }

    [SkippableFact]
    public async Task The_list_of_what_is_quarantined_is_as_its_schema_says() =>
        (await ErrorsAsync("quarantine.schema.json", Path.Combine(Fixtures, "quarantine.yaml"))).Should().BeEmpty();

    [SkippableTheory]
    [InlineData("link: istio/istio#1", "link: istio/istio#1", 0)]
    [InlineData("link: istio/istio#1", "link: someone knows", 1)]
    [InlineData(", link: istio/istio#1", "", 1)]
    [InlineData("\"2027-01-31\"", "soon", 1)]
    public async Task An_entry_of_the_quarantine_is_held_to_the_schema(string right, string wrong, int errors)
    {
        const string Entry = "[{ regression: crd-count, environment: native, link: istio/istio#1, expires: \"2027-01-31\", reason: late }]";

        var said = await ErrorsAsync("quarantine.schema.json", Write(Entry.Replace(right, wrong)));

        said.Should().HaveCount(errors);
    }

    [SkippableTheory]
    [InlineData(RecordState.Running)]
    [InlineData(RecordState.Decided)]
    [InlineData(RecordState.NotRun)]
    public async Task A_record_is_as_its_schema_says(RecordState state)
    {
        var record = Record(state);

        (await ErrorsAsync("verdict.schema.json", Write(JsonSerializer.Serialize(record, RunFolder.Json)))).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_decided_record_without_a_verdict_is_refused_by_the_schema()
    {
        var record = Record(RecordState.Decided) with { Verdict = null };

        (await ErrorsAsync("verdict.schema.json", Write(JsonSerializer.Serialize(record, RunFolder.Json)))).Should().NotBeEmpty();
    }

    private static VerdictRecord Record(RecordState state) => new()
    {
        Regression = "serviceentry-endpoint-port",
        Case = "a-case",
        Environment = "reference",
        Version = "1.6.0",
        State = state,
        Verdict = state == RecordState.Decided ? Verdict.Reproduced("port 80", outcome: "stale") : null,
        NotRun = state == RecordState.NotRun ? "no binary" : null,
        Seconds = state == RecordState.Decided ? 1.25 : null,
        Expectation = new Expectation(ExpectationKind.Affected, Basis.Git),
        Quarantine = new Quarantine("istio/istio#1", new DateOnly(2027, 1, 31), "late"),
        Started = RecordHost.Current.Started,
        Host = RecordHost.Current,
        Command = "istio-regressions verdict",
        Evidence = ["pilot.log"],
    };

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, "document");
        File.WriteAllText(file, text);
        return file;
    }

    private Task<IReadOnlyList<string>> ErrorsAsync(string schema, string document) => judge.ErrorsAsync(Path.Combine(Fixtures, schema), document);
}
