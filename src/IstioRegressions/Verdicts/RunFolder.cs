using System.Text.Json;
using System.Text.Json.Serialization;

namespace IstioRegressions.Verdicts;

/// <summary>
/// The folder of one run: <c>ENVIRONMENT/VERSION/REGRESSION/CASE/ATTEMPT/verdict.json</c> with the evidence beside each
/// record; controls under <c>controls/CONTROL/REGRESSION/CASE/ATTEMPT/</c>.
/// </summary>
/// <param name="path">The folder; it need not exist yet.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The name of a record's file.</summary>
    public const string RecordFile = "verdict.json";

    /// <summary>How records are written: camelCase, enumerations by name, no nulls.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Gives the record the next attempt of its case, makes its folder, and writes it there.</summary>
    /// <returns>The record with its attempt, and its folder.</returns>
    public RecordedRun Open(VerdictRecord record)
    {
        var cases = Attempts(record);
        var attempt = 1;
        while (Directory.Exists(System.IO.Path.Combine(cases, $"{attempt}")))
        {
            attempt++;
        }

        var folder = Directory.CreateDirectory(System.IO.Path.Combine(cases, $"{attempt}")).FullName;
        var opened = record with { Attempt = attempt };
        Write(folder, opened);
        return new RecordedRun(folder, opened);
    }

    /// <summary>The attempts at what a record is of, the first first.</summary>
    /// <exception cref="FormatException">A file is no record of this schema.</exception>
    public IReadOnlyList<RecordedRun> AttemptsAt(VerdictRecord record) =>
        [.. new RunFolder(Attempts(record)).ReadAll().OrderBy(r => r.Record.Attempt)];

    /// <summary>Writes a record whole: a reader sees the old one or the new one.</summary>
    public static void Write(string folder, VerdictRecord record)
    {
        var half = System.IO.Path.Combine(folder, $".{RecordFile}.{Environment.ProcessId}");
        File.WriteAllText(half, JsonSerializer.Serialize(record, Json) + "\n");
        File.Move(half, System.IO.Path.Combine(folder, RecordFile), overwrite: true);
    }

    /// <summary>Reads one record.</summary>
    /// <exception cref="FormatException">The file is no record of this schema; the message names it.</exception>
    public static VerdictRecord Read(string file)
    {
        try
        {
            var record = JsonSerializer.Deserialize<VerdictRecord>(File.ReadAllText(file), Json);
            return record is { Schema: VerdictRecord.CurrentSchema }
                ? record
                : throw new FormatException($"{file} has schema {record?.Schema}; this version reads schema {VerdictRecord.CurrentSchema}");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} is no verdict record: {e.Message}", e);
        }
    }

    /// <summary>All records of the run with their folders, in the order of their paths; none where the folder does not exist.</summary>
    /// <exception cref="FormatException">A file is no record of this schema.</exception>
    public IReadOnlyList<RecordedRun> ReadAll() => Directory.Exists(Path)
        ?
        [
            .. Directory.EnumerateFiles(Path, RecordFile, SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => new RecordedRun(System.IO.Path.GetDirectoryName(file)!, Read(file))),
        ]
        : [];

    private string Attempts(VerdictRecord record) => System.IO.Path.Combine(record.Control is { } control
        ? [Path, "controls", control, record.Regression, record.Case]
        : [Path, record.Environment, record.Version, record.Regression, record.Case]);
}
