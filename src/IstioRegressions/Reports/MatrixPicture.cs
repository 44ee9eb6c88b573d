using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>Draws a matrix: a row a regression, a column a version under the head of its minor, a sign and a colour a cell.</summary>
public static class MatrixPicture
{
    private const double RowHeight = 24;
    private const double LabelWidth = 210;
    private const double ColumnWidth = 26;
    private const double BetweenMinors = 10;

    /// <summary>An SVG picture that stands on its own.</summary>
    public static string Draw(Matrix matrix)
    {
        var columns = Columns(matrix.Versions);
        var rows = matrix.Regressions.Count;
        var width = Math.Max(columns.Select(c => c.X).DefaultIfEmpty(LabelWidth).Max() + ColumnWidth + BetweenMinors, 640);
        var svg = new Svg(width, RowHeight * (rows + (matrix.Note is null ? 3.5 : 4.5)), "Regressions and versions");
        svg.Add($"  <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        foreach (var minor in columns.GroupBy(c => c.Minor, StringComparer.Ordinal))
        {
            Text(svg, minor.First().X, 0, minor.Key, "#24292f", bold: true);
        }

        foreach (var column in columns)
        {
            Text(svg, column.X, 1, column.Patch, "#24292f", bold: true);
        }

        foreach (var (regression, row) in matrix.Regressions.Select((r, i) => (r, i + 2)))
        {
            svg.Add($"  <path d=\"M8 {row * RowHeight:0.#}H{width - 8:0.#}\" stroke=\"#d0d7de\"/>");
            Text(svg, 8, row, regression, "#24292f");
            foreach (var column in columns)
            {
                Cell(svg, column.X, row, [.. matrix.At(column.Version, regression)]);
            }
        }

        Text(svg, 8, rows + 2.25, matrix.Signs.Replace("  ", ", ", StringComparison.Ordinal), "#57606a");
        if (matrix.Note is { } note)
        {
            Text(svg, 8, rows + 3.25, note, "#57606a");
        }

        return svg.Close();
    }

    private static List<(string Version, string Minor, string Patch, double X)> Columns(IReadOnlyList<string> versions)
    {
        var columns = new List<(string Version, string Minor, string Patch, double X)>();
        foreach (var version in versions)
        {
            var (minor, patch) = Matrix.Split(version);
            var next = columns is [.., var last] ? last.X + ColumnWidth + (last.Minor == minor ? 0 : BetweenMinors) : LabelWidth;
            columns.Add((version, minor, patch, next));
        }

        return columns;
    }

    private static void Cell(Svg svg, double x, double row, IReadOnlyList<MatrixCell> cells)
    {
        if (cells.Count == 0)
        {
            return;
        }

        var worst = cells.MaxBy(c => c.Judgement is Judgement.Surprise ? 2 : c.Judgement is Judgement.Inconclusive ? 1 : 0)!;
        var words = string.Join(", ", cells.Select(c => $"{c.Regression} at {c.Version} ({c.Environment}): {Matrix.Word(c)}"));
        svg.Add($"  <g><title>{Svg.Escape(words)}</title>");
        svg.Add($"  <rect x=\"{x - 3:0.#}\" y=\"{(row * RowHeight) + 2:0.#}\" width=\"{ColumnWidth - 2:0.#}\" height=\"{RowHeight - 4:0.#}\" rx=\"4\" fill=\"{Fill(worst.Judgement)}\"/>");
        Text(svg, x, row, Matrix.Sign(worst), "#24292f");
        svg.Add($"  </g>");
    }

    private static void Text(Svg svg, double x, double row, string text, string colour, bool bold = false) =>
        svg.Add($"  <text x=\"{x:0.#}\" y=\"{(row * RowHeight) + 16:0.#}\" fill=\"{colour}\" font-weight=\"{(bold ? "bold" : "normal")}\">{Svg.Escape(text)}</text>");

    private static string Fill(Judgement judgement) => judgement switch
    {
        Judgement.AsExpected => "#dafbe1",
        Judgement.Surprise => "#ffcecb",
        Judgement.Inconclusive => "#fff8c5",
        Judgement.Quarantined => "#fbefff",
        _ => "#eaeef2",
    };
}
