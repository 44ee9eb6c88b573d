using System.Globalization;

namespace IstioRegressions.Reports.Html;

/// <summary>Two runs compared: what changed its verdict, what got slower, and what only one of them has.</summary>
internal static class ComparisonPart
{
    /// <summary>Writes it.</summary>
    public static void Write(Markup html, PageContent page)
    {
        if (page.Report.Before is null)
        {
            return;
        }

        var changes = page.Report.Changes;
        var others = changes.Where(c => c.IsOtherVerdict).ToList();
        var slower = changes.Where(c => c.IsSlower).OrderByDescending(c => c.Now!.Seconds / c.Before!.Seconds).ToList();
        html.Open("section", ("id", "compared"), ("aria-labelledby", "compared-title")).Element("h2", "Compared with the run before", ("id", "compared-title"));
        html.Element("p", string.Create(CultureInfo.InvariantCulture, $"Of {changes.Count(c => c.Before is not null && c.Now is not null)} cells that both runs have, {others.Count} changed the verdict and {slower.Count} got slower (by half and a second at least)."));
        WriteTable(html, page, "Another verdict", others);
        WriteTable(html, page, "Slower", slower);
        WriteNames(html, page, "Only in this run", [.. changes.Where(c => c.Before is null)]);
        WriteNames(html, page, "Only in the run before", [.. changes.Where(c => c.Now is null)]);
        html.Close("section").Line();
    }

    private static void WriteTable(Markup html, PageContent page, string title, IReadOnlyList<CellChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        html.Element("h3", title).Open("div", ("class", "scroll")).Open("table", ("class", "plain")).Open("thead").Open("tr");
        foreach (var head in (string[])["regression", "version", "before", "now", "took before", "takes now"])
        {
            html.Element("th", head, ("scope", "col"));
        }

        html.Open("tbody");
        foreach (var (before, now) in changes)
        {
            html.Line().Open("tr").Element("td", now!.Regression).Open("td").Element("a", now.Version, ("href", $"#{page.Links.Of(now)}"));
            Verdict(before!);
            Verdict(now);
            html.Element("td", CellWords.Seconds(before!.Seconds)).Element("td", CellWords.Seconds(now.Seconds));
        }

        html.Close("tbody").Close("table").Close("div").Line();

        void Verdict(MatrixCell cell) => html.Open("td").Element("b", Matrix.Sign(cell), ("class", CellWords.Classes(cell, isChanged: false))).Text($" {CellWords.Verdict(cell)}");
    }

    private static void WriteNames(Markup html, PageContent page, string title, IReadOnlyList<CellChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        html.Open("details").Element("summary", string.Create(CultureInfo.InvariantCulture, $"{title}: {changes.Count}")).Open("ul", ("class", "names"));
        foreach (var regression in changes.GroupBy(c => c.Cell.Regression, StringComparer.Ordinal))
        {
            html.Element("li", $"{regression.Key}: {string.Join(", ", regression.Select(c => c.Cell.Version))}");
        }

        html.Close("ul").Close("details").Line();
    }
}
