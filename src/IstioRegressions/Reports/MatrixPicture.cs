using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>Draws a matrix: a row a version, a column a regression, each cell with its verdict in words and a colour.</summary>
public static class MatrixPicture
{
    private const double RowHeight = 30;
    private const double VersionWidth = 90;
    private const double ColumnWidth = 220;

    /// <summary>An SVG picture that stands on its own.</summary>
    public static string Draw(Matrix matrix)
    {
        var lines = matrix.Versions.Count + (matrix.Note is null ? 1 : 2);
        var svg = new Svg(VersionWidth + (ColumnWidth * matrix.Regressions.Count), RowHeight * lines, "Versions and regressions");
        svg.Add($"  <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        foreach (var (regression, column) in matrix.Regressions.Select((r, i) => (r, i)))
        {
            Text(svg, X(column), 0, regression, "#24292f", bold: true);
        }

        foreach (var (version, row) in matrix.Versions.Select((v, i) => (v, i + 1)))
        {
            Text(svg, 8, row, version, "#24292f", bold: true);
            foreach (var (regression, column) in matrix.Regressions.Select((r, i) => (r, i)))
            {
                var cells = matrix.At(version, regression).ToList();
                if (cells.Count > 0)
                {
                    var worst = cells.MaxBy(c => c.Judgement is Judgement.Surprise ? 2 : c.Judgement is Judgement.Inconclusive ? 1 : 0)!;
                    svg.Add($"  <rect x=\"{X(column) - 6:0.#}\" y=\"{(row * RowHeight) + 2:0.#}\" width=\"{ColumnWidth - 8:0.#}\" height=\"{RowHeight - 4:0.#}\" rx=\"4\" fill=\"{Fill(worst.Judgement)}\"/>");
                    Text(svg, X(column), row, string.Join(", ", cells.Select(Matrix.Word)), "#24292f");
                }
            }
        }

        if (matrix.Note is { } note)
        {
            Text(svg, 8, lines - 1, note, "#57606a");
        }

        return svg.Close();
    }

    private static double X(int column) => VersionWidth + (column * ColumnWidth);

    private static void Text(Svg svg, double x, int row, string text, string colour, bool bold = false) =>
        svg.Add($"  <text x=\"{x:0.#}\" y=\"{(row * RowHeight) + 20:0.#}\" fill=\"{colour}\" font-weight=\"{(bold ? "bold" : "normal")}\">{Svg.Escape(text)}</text>");

    private static string Fill(Judgement judgement) => judgement switch
    {
        Judgement.AsExpected => "#dafbe1",
        Judgement.Surprise => "#ffcecb",
        Judgement.Inconclusive => "#fff8c5",
        _ => "#eaeef2",
    };
}
