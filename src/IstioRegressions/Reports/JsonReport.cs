using System.Text.Json;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>A report for programs: fixtures-yaml/report.schema.json is its schema. The same records give the same text.</summary>
public static class JsonReport
{
    /// <summary>The version of this form.</summary>
    public const int Schema = 1;

    /// <summary>Writes it.</summary>
    /// <param name="report">What it is about.</param>
    /// <param name="folder">Where the file will lie: the folders of records are relative to it.</param>
    public static string Render(RunReport report, string folder)
    {
        return JsonSerializer.Serialize(
            new
            {
                Schema,
                report.Matrix.Note,
                Cells = report.Matrix.Cells.Select(Cell),
                Controls = report.Runs.Where(r => r.Record.Control is not null).Select(Run),
                Unreadable = report.Unreadable.Select(u => new { File = Relative(u.File), u.Why }),
                Changes = report.Before is null ? null : report.Changes.Where(c => c.IsOtherVerdict || c.IsSlower || c.Before is null || c.Now is null).Select(Change),
            },
            RunFolder.Json) + "\n";

        object Cell(MatrixCell cell) => new
        {
            cell.Environment,
            cell.Version,
            cell.Regression,
            cell.Judgement,
            cell.Verdict,
            cell.Quarantine,
            cell.NotRun,
            cell.Seconds,
            Runs = cell.Runs.Select(Run),
        };

        object Run(RecordedRun run) => new { Folder = Relative(run.Folder), run.Record };

        string Relative(string path) => Path.GetRelativePath(folder, path);
    }

    private static object Change(CellChange change) => new
    {
        change.Cell.Environment,
        change.Cell.Version,
        change.Cell.Regression,
        Verdict = change.IsOtherVerdict,
        Slower = change.IsSlower,
        Before = Side(change.Before),
        Now = Side(change.Now),
    };

    private static object? Side(MatrixCell? cell) => cell is null ? null : new { cell.Judgement, cell.Verdict, cell.Seconds };
}
