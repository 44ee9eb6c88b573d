using System.Globalization;

namespace IstioRegressions.Reports.Html;

/// <summary>The matrix of the page: a row a regression, a column a version under the head of its minor, a link a cell.</summary>
internal static class MatrixPart
{
    // With so few columns there is room for the words beside the signs.
    private const int FewVersions = 12;

    /// <summary>Writes it.</summary>
    public static void Write(Markup html, PageContent page)
    {
        var columns = page.Report.Matrix.Versions.Select(v => (Version: v, Head: Matrix.Split(v))).ToList();
        html.Open("section", ("id", "matrix"), ("aria-labelledby", "matrix-title"))
            .Element("h2", "Versions and regressions", ("id", "matrix-title"));
        WriteLegend(html, page.Report.Matrix.Cells.Any(c => c.Judgement == Verdicts.Judgement.Quarantined));
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Matrix, scrolls"))
            .Open("table", ("class", columns.Count <= FewVersions ? "matrix few" : "matrix"))
            .Element("caption", "A row a regression, a column a version of Istio; a cell leads to what was seen", ("class", "sr"))
            .Open("thead").Open("tr").Element("th", "regression", ("rowspan", "2"), ("scope", "col"), ("class", "corner"));
        foreach (var minor in columns.GroupBy(c => c.Head.Minor, StringComparer.Ordinal))
        {
            html.Element("th", minor.Key, ("colspan", minor.Count().ToString(CultureInfo.InvariantCulture)), ("scope", "colgroup"));
        }

        html.Open("tr");
        foreach (var (version, head) in columns)
        {
            html.Open("th", ("scope", "col"), ("data-v", version)).Element("span", version, ("class", "sr")).Element("span", head.Patch, ("aria-hidden", "true"));
        }

        html.Open("tbody");
        foreach (var regression in page.Regressions)
        {
            html.Line().Open("tr").Open("th", ("scope", "row"))
                .Element("a", regression, ("href", $"#{page.Links.Of(regression)}"));
            if (PageContent.Known(regression) is { } known)
            {
                html.Element("span", known.Title);
            }

            html.Close("th");
            foreach (var (version, _) in columns)
            {
                WriteCell(html, page, page.At(version, regression));
            }
        }

        html.Close("tbody").Close("table").Close("div").Close("section").Line();
    }

    private static void WriteCell(Markup html, PageContent page, IReadOnlyList<MatrixCell> cells)
    {
        html.Open("td");
        foreach (var cell in cells)
        {
            html.Open("a", ("class", CellWords.Classes(cell, page.IsChanged(cell))), ("href", $"#{page.Links.Of(cell)}"))
                .Text(Matrix.Sign(cell)).Element("i", Said(cell)).Close("a");
        }
    }

    private static string Said(MatrixCell cell) => cell.Judgement == Verdicts.Judgement.Surprise
        ? $" {CellWords.Verdict(cell)}, a surprise"
        : $" {CellWords.Verdict(cell)}";

    private static void WriteLegend(Markup html, bool isQuarantine)
    {
        html.Open("ul", ("class", "legend"));
        foreach (var (sign, kind, words) in ((string, string, string)[])
        [
            ("R✓", "r", "reproduced, as expected"),
            ("A✓", "a", "absent, as expected"),
            ("R✗", "r s", "a surprise, A✗ too: it contradicts the catalogue"),
            ("?", "q", "inconclusive"),
            ("·", "n", "not run"),
            .. isQuarantine ? [("Rq", "r", "quarantined, Aq and ?q too: shown apart")] : ((string, string, string)[])[],
        ])
        {
            html.Open("li").Element("b", sign, ("class", kind)).Text($" {words}").Close("li");
        }

        html.Close("ul").Line();
    }
}
