using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>
/// What every report is made from: the records of one or more folders, put together. Folders are shards of one run: in any
/// order they give the same.
/// </summary>
public sealed class RunReport
{
    private RunReport(IReadOnlyList<RecordedRun> runs, IReadOnlyList<UnreadableRecord> unreadable, RunReport? before)
    {
        (Runs, Unreadable, Before) = (runs, unreadable, before);
        Matrix = new Matrix(runs);
        Changes = before is null ? [] : Compare(before.Matrix, Matrix);
    }

    /// <summary>All records, those of controls included: by environment, version, regression, case and attempt.</summary>
    public IReadOnlyList<RecordedRun> Runs { get; }

    /// <summary>The files that should be records and are none, by path.</summary>
    public IReadOnlyList<UnreadableRecord> Unreadable { get; }

    /// <summary>Those of this run and of the one that it is compared with.</summary>
    public IEnumerable<UnreadableRecord> AllUnreadable => Unreadable.Concat(Before?.Unreadable ?? []);

    /// <summary>Versions × regressions, without the controls.</summary>
    public Matrix Matrix { get; }

    /// <summary>The run that this one is compared with; null where it is not.</summary>
    public RunReport? Before { get; }

    /// <summary>Every cell of either run beside that of the other, in this matrix's order; none where nothing is compared.</summary>
    public IReadOnlyList<CellChange> Changes { get; }

    /// <summary>Puts records at hand together.</summary>
    /// <param name="runs">The records, of one run or of its shards, in any order.</param>
    /// <param name="before">The run to compare with; null for no comparison.</param>
    /// <exception cref="FormatException">A record is of no version of Istio.</exception>
    public static RunReport Of(IEnumerable<RecordedRun> runs, RunReport? before = null) => new(InOrder(runs), [], before);

    /// <summary>Reads folders.</summary>
    /// <param name="folders">The folders of a run, or of its shards.</param>
    /// <param name="before">The folders of the run to compare with; none for no comparison.</param>
    /// <exception cref="DirectoryNotFoundException">A folder is not there; the message names it.</exception>
    /// <exception cref="FormatException">A folder has no record in it; the message names it.</exception>
    public static RunReport Read(IReadOnlyList<string> folders, IReadOnlyList<string>? before = null)
    {
        var compared = before is { Count: > 0 } ? Read(before) : null;
        var runs = new List<RecordedRun>();
        var unreadable = new List<UnreadableRecord>();
        foreach (var folder in folders.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!Directory.Exists(folder))
            {
                throw new DirectoryNotFoundException($"there is no folder {folder}; give the folder of a run, which matrix names in its last line");
            }

            var files = new RunFolder(folder).RecordFiles;
            if (files.Count == 0)
            {
                throw new FormatException($"{folder} has no {RunFolder.RecordFile} in it; give the folder of a run, which matrix names in its last line");
            }

            foreach (var file in files)
            {
                if (TryRead(file, out var run, out var why))
                {
                    runs.Add(run);
                }
                else
                {
                    unreadable.Add(new UnreadableRecord(file, why));
                }
            }
        }

        return new RunReport(InOrder(runs), [.. unreadable.Distinct().OrderBy(u => u.File, StringComparer.Ordinal)], compared);
    }

    private static bool TryRead(string file, out RecordedRun run, out string why)
    {
        (run, why) = (null!, "");
        try
        {
            var record = RunFolder.Read(file);
            _ = IstioVersion.Parse(record.Version);
            run = new RecordedRun(Path.GetDirectoryName(file)!, record);
            return true;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            why = e.Message.Replace(file, "it", StringComparison.Ordinal).ReplaceLineEndings(" ");
            return false;
        }
    }

    // The same record may lie in two shards, and two shards may each have a first attempt of one case.
    private static IReadOnlyList<RecordedRun> InOrder(IEnumerable<RecordedRun> runs) =>
    [
        .. runs
            .GroupBy(r => (r.Record.Control ?? "", r.Record.Environment, Version: IstioVersion.Parse(r.Record.Version), r.Record.Regression, r.Record.Case))
            .OrderBy(g => g.Key.Item1, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Environment, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Version)
            .ThenBy(g => g.Key.Regression, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Case, StringComparer.Ordinal)
            .SelectMany(g => Attempts(g)),
    ];

    private static IEnumerable<RecordedRun> Attempts(IEnumerable<RecordedRun> runs)
    {
        var attempts = runs
            .Select(run => (Run: run, Text: JsonSerializer.Serialize(run.Record, RunFolder.Json)))
            .OrderBy(r => r.Run.Record.Started).ThenBy(r => r.Run.Record.Attempt)
            .ThenBy(r => r.Text, StringComparer.Ordinal).ThenBy(r => r.Run.Folder, StringComparer.Ordinal)
            .DistinctBy(r => r.Text, StringComparer.Ordinal)
            .Select(r => r.Run).ToList();
        return attempts.DistinctBy(r => r.Record.Attempt).Count() == attempts.Count
            ? attempts.OrderBy(r => r.Record.Attempt)
            : attempts.Select((run, i) => run with { Record = run.Record with { Attempt = i + 1 } });
    }

    private static IReadOnlyList<CellChange> Compare(Matrix before, Matrix now)
    {
        var was = before.Cells.ToDictionary(Key);
        var known = now.Cells.Select(Key).ToHashSet();
        return
        [
            .. now.Cells.Select(cell => new CellChange(was.GetValueOrDefault(Key(cell)), cell)),
            .. before.Cells.Where(cell => !known.Contains(Key(cell))).Select(cell => new CellChange(cell, null)),
        ];
    }

    private static (string Environment, string Version, string Regression) Key(MatrixCell cell) => (cell.Environment, cell.Version, cell.Regression);
}
