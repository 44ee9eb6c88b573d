using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>A report for a job summary or an issue: what needs a look first, then a table an environment, then what changed.</summary>
public static partial class MarkdownReport
{
    /// <summary>Writes the report of a run.</summary>
    public static string Render(RunReport report) => Render(report.Matrix, report.Unreadable, report.Changes);

    /// <summary>Writes a matrix.</summary>
    public static string Render(Matrix matrix) => Render(matrix, [], []);

    private static string Render(Matrix matrix, IReadOnlyList<UnreadableRecord> unreadable, IReadOnlyList<CellChange> changes)
    {
        var text = new StringBuilder("## Istio regressions\n\n").Append(Counts(matrix)).Append('\n');
        List(text, "Surprises and what was not decided", matrix.Cells
            .Where(c => c.Judgement is Judgement.Surprise or Judgement.Inconclusive)
            .OrderBy(c => c.Judgement)
            .Select(c => $"**{Matrix.Word(c)}** {Name(c)}, {Escape($"{c.Runs[^1].Record.Expectation}")} expected: {Escape(c.Verdict!.Reason)} Repeat it: {Code(c.Runs[^1].Record.Command)}"));
        List(text, "Quarantined", matrix.Cells
            .Where(c => c.Judgement == Judgement.Quarantined)
            .Select(c => $"{Matrix.Word(c)} {Name(c)}, {Escape($"{c.Quarantine}")}"));
        List(text, "Records that could not be read", unreadable.Select(u => $"{Code(u.File)}: {Escape(u.Why)}"));
        foreach (var environment in matrix.Cells.GroupBy(c => c.Environment, StringComparer.Ordinal))
        {
            Table(text, environment.Key, [.. environment], matrix);
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{matrix.Signs}\n");
        if (matrix.Note is { } note)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
        }

        List(text, "Changed", changes.Where(c => c.IsOtherVerdict).Select(Change));
        List(text, "Slower", changes.Where(c => c.IsSlower).Select(Change));
        return text.ToString();
    }

    private static string Counts(Matrix matrix)
    {
        (Judgement Judgement, string Words)[] all =
        [
            (Judgement.Surprise, "surprises"),
            (Judgement.Inconclusive, "inconclusive"),
            (Judgement.AsExpected, "as expected"),
            (Judgement.Quarantined, "quarantined"),
            (Judgement.NotJudged, "without an expectation"),
            (Judgement.NotRun, "not run"),
        ];
        return string.Join(", ", all
            .Select(j => (j.Words, Count: matrix.Cells.Count(c => c.Judgement == j.Judgement)))
            .Where(j => j.Count > 0)
            .Select(j => $"{j.Count} {j.Words}"));
    }

    private static void List(StringBuilder text, string head, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {head}\n\n");
            all.ForEach(item => text.Append(CultureInfo.InvariantCulture, $"- {item}\n"));
        }
    }

    // A row a regression and a column a version, as everywhere; the signs keep ninety versions readable.
    private static void Table(StringBuilder text, string environment, IReadOnlyList<MatrixCell> cells, Matrix matrix)
    {
        var at = cells.ToDictionary(c => (c.Regression, c.Version));
        var versions = matrix.Versions.Where(v => cells.Any(c => c.Version == v)).ToList();
        text.Append(CultureInfo.InvariantCulture, $"\n| {environment} | {string.Join(" | ", versions)} |\n|---|{string.Concat(Enumerable.Repeat(":-:|", versions.Count))}\n");
        foreach (var regression in matrix.Regressions.Where(r => cells.Any(c => c.Regression == r)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(regression)} | {string.Join(" | ", versions.Select(v => at.TryGetValue((regression, v), out var cell) ? Matrix.Sign(cell) : ""))} |\n");
        }
    }

    private static string Change(CellChange change) => $"{Name(change.Cell)}: {Matrix.Word(change.Before!)} → {Matrix.Word(change.Now!)}";

    private static string Name(MatrixCell cell) => $"{Escape(cell.Regression)} at {Escape(cell.Version)} ({cell.Environment})";

    // A reason quotes what a control plane said: it stays text, whatever it holds.
    private static string Escape(string text) => Special().Replace(OneLine(text), @"\$0");

    private static string Code(string text)
    {
        var fence = new string('`', Ticks().Matches(text).Select(m => m.Length).DefaultIfEmpty().Max() + 1);
        return $"{fence}{(text.StartsWith('`') || text.EndsWith('`') ? $" {OneLine(text)} " : OneLine(text))}{fence}";
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    [GeneratedRegex(@"[\\`*_\[\]<>&|~@]|:(?=//)|(?<=www)\.", RegexOptions.None, 1000)]
    private static partial Regex Special();

    [GeneratedRegex("`+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ticks();
}
