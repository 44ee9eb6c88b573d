using System.Runtime.InteropServices;
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

    // A record lists its evidence, a line for each file; what is larger was not written by us.
    private const int LargestRecord = 4 << 20;

    // What no record of ours lacks is not taken for null.
    private static readonly JsonSerializerOptions Reading = new(Json) { RespectNullableAnnotations = true };

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The files that should be records, in the order of their paths; none where the folder does not exist.</summary>
    public IReadOnlyList<string> RecordFiles => Directory.Exists(Path)
        ? [.. Directory.EnumerateFiles(Path, RecordFile, SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>
    /// Gives the record the next attempt of its case, makes its folder, and writes it there. An attempt is given to one
    /// only, also where several processes write to the same run.
    /// </summary>
    /// <returns>The record with its attempt, and its folder.</returns>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public RecordedRun Open(VerdictRecord record)
    {
        var attempts = Directory.CreateDirectory(Attempts(record)).FullName;
        var attempt = 1;
        while (!MakeNew(System.IO.Path.Combine(attempts, $"{attempt}")))
        {
            attempt++;
        }

        var folder = System.IO.Path.Combine(attempts, $"{attempt}");
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
        if (new FileInfo(file) is { Exists: true, Length: > LargestRecord } large)
        {
            throw new FormatException($"{file} is no verdict record: it has {large.Length} bytes, and a record has at most {LargestRecord}");
        }

        try
        {
            var record = JsonSerializer.Deserialize<VerdictRecord>(File.ReadAllText(file), Reading);
            return record switch
            {
                { Schema: not VerdictRecord.CurrentSchema } or null =>
                    throw new FormatException($"{file} has schema {record?.Schema}; this version reads schema {VerdictRecord.CurrentSchema}"),
                { State: RecordState.Decided, Verdict: null } => throw new FormatException($"{file} is no verdict record: it is decided and has no verdict"),
                _ => record,
            };
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} is no verdict record: {e.Message}", e);
        }
    }

    /// <summary>All records of the run with their folders, in the order of their paths; none where the folder does not exist.</summary>
    /// <exception cref="FormatException">A file is no record of this schema.</exception>
    public IReadOnlyList<RecordedRun> ReadAll() =>
        [.. RecordFiles.Select(file => new RecordedRun(System.IO.Path.GetDirectoryName(file)!, Read(file)))];

    // What .NET makes may have been there before; the kernel tells whoever comes second.
    private static bool MakeNew(string folder)
    {
        const uint Mode = 0b111_111_111;
        const int Exists = 17;
        return MakeDirectory(folder, Mode) == 0
            || (Marshal.GetLastPInvokeError() is var error && error == Exists
                ? false
                : throw new IOException($"{folder} cannot be made: {Marshal.GetPInvokeErrorMessage(error)}"));
    }

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static extern int MakeDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    private string Attempts(VerdictRecord record) => System.IO.Path.Combine(record.Control is { } control
        ? [Path, "controls", control, record.Regression, record.Case]
        : [Path, record.Environment, record.Version, record.Regression, record.Case]);
}
