using System.Globalization;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>The head of the page: what it is about, what it came to, and what needs a look.</summary>
internal static class HeadPart
{
    // More than a screen of them would push the matrix out of sight.
    private const int ShownAtOnce = 3;

    /// <summary>The title of the page.</summary>
    public static string Title(RunReport report) =>
        $"{Count(report.Matrix.Regressions.Count, "regression")} on {Count(report.Matrix.Versions.Count, "version")} of Istio";

    /// <summary>Writes it.</summary>
    public static void Write(Markup html, PageContent page)
    {
        var cells = page.Report.Matrix.Cells;
        html.Open("header").Element("p", "Does Istio version X have bug Y?", ("class", "eyebrow")).Element("h1", Title(page.Report));
        if (page.Report.Runs.Count > 0)
        {
            WriteWhen(html, page.Report);
        }

        html.Open("ul", ("class", "sums"));
        Sum("surprise", "s", cells.Count(c => c.Judgement == Judgement.Surprise), "surprise");
        Sum("inconclusive", "q", cells.Count(c => c.Judgement == Judgement.Inconclusive), "inconclusive", plural: false);
        Sum("reproduced", "r", cells.Count(c => c.Verdict?.Kind == VerdictKind.Reproduced), "reproduced", plural: false);
        Sum("absent", "a", cells.Count(c => c.Verdict?.Kind == VerdictKind.Absent), "absent", plural: false);
        Sum("notrun", "n", cells.Count(c => c.Judgement == Judgement.NotRun), "not run", plural: false);
        if (cells.Count(c => c.Judgement == Judgement.Quarantined) is > 0 and var apart)
        {
            Sum("quarantined", "n", apart, "quarantined", plural: false);
        }

        html.Close("ul");
        if (page.Report.Matrix.Note is { } note)
        {
            html.Element("p", note, ("class", "note"));
        }

        html.Close("header").Line();

        void Sum(string show, string kind, int count, string word, bool plural = true) => html
            .Open("li", ("class", count == 0 ? "none" : kind)).Open("span", ("data-show", show))
            .Element("b", count.ToString(CultureInfo.InvariantCulture)).Text($" {word}{(plural && count != 1 ? "s" : "")}").Close("span").Close("li");
    }

    /// <summary>Writes what needs a look before anything else: surprises, what is undecided, and files that could not be read.</summary>
    public static void WriteAttention(Markup html, PageContent page)
    {
        var alike = page.Regressions.SelectMany(page.CellsOf).Where(c => CellGroup.Rank(c) < 2)
            .GroupBy(c => (c.Regression, c.Environment, Verdict: CellWords.Verdict(c), c.Judgement, c.Deciding.Record.Expectation, Reason: CellWords.Reason(c)))
            .OrderBy(g => CellGroup.Rank(g.First())).ToList();
        var unreadable = page.Report.AllUnreadable.ToList();
        if (alike.Count + unreadable.Count == 0)
        {
            return;
        }

        html.Open("section", ("id", "attention"), ("aria-labelledby", "attention-title")).Element("h2", "Needs a look", ("id", "attention-title"));
        Some([.. unreadable.Select(u => (Action)(() => WriteUnreadable(html, page, u)))]);
        Some([.. alike.Select(g => (Action)(() => WriteCells(html, page, [.. g])))]);
        html.Close("section").Line();

        void Some(IReadOnlyList<Action> items)
        {
            WriteList([.. items.Take(ShownAtOnce)]);
            if (items.Count > ShownAtOnce)
            {
                html.Open("details").Element("summary", $"and {items.Count - ShownAtOnce} more");
                WriteList([.. items.Skip(ShownAtOnce)]);
                html.Close("details");
            }
        }

        void WriteList(IReadOnlyCollection<Action> items)
        {
            if (items.Count == 0)
            {
                return;
            }

            html.Open("ul", ("class", "attention"));
            foreach (var item in items)
            {
                html.Open("li");
                item();
                html.Close("li").Line();
            }

            html.Close("ul");
        }
    }

    private static void WriteCells(Markup html, PageContent page, IReadOnlyList<MatrixCell> cells)
    {
        var first = cells[0];
        html.Element("b", Matrix.Sign(first), ("class", CellWords.Classes(first, isChanged: false))).Text($" {first.Regression} at ");
        foreach (var cell in cells)
        {
            html.Element("a", cell.Version, ("href", $"#{page.Links.Of(cell)}")).Text(" ");
        }

        html.Element("span", $"{CellWords.Verdict(first)}, expected {first.Deciding.Record.Expectation}: {Shortened.To(CellWords.Reason(first), page.ReasonLetters)}");
    }

    private static void WriteUnreadable(Markup html, PageContent page, UnreadableRecord record) => html
        .Element("b", "!", ("class", "r s")).Text(" ")
        .Element("a", Uri.UnescapeDataString(page.Links.Beside(record.File)), ("href", page.Links.Beside(record.File)))
        .Element("span", $" could not be read and counts for nothing here: {Shortened.To(record.Why, page.ReasonLetters)}");

    private static void WriteWhen(Markup html, RunReport report)
    {
        var times = report.Runs.Select(r => r.Record.Started).ToList();
        var environments = string.Join(", ", report.Runs.Where(r => r.Record.Control is null).Select(r => r.Record.Environment).Distinct(StringComparer.Ordinal));
        html.Element("p", $"{Count(report.Matrix.Cells.Count, "cell")} from {Count(report.Runs.Count, "run")}"
            + (environments.Length == 0 ? "" : $" in the environment {environments}")
            + string.Create(CultureInfo.InvariantCulture, $", {times.Min().UtcDateTime:yyyy-MM-dd HH:mm} to {times.Max().UtcDateTime:yyyy-MM-dd HH:mm} UTC"), ("class", "when"));
    }

    private static string Count(int count, string word) => string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");
}
