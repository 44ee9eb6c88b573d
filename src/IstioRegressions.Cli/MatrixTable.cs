using IstioRegressions.Reports;
using IstioRegressions.Verdicts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IstioRegressions.Cli;

/// <summary>
/// A matrix for a terminal: a row a regression, a column a version under the head of its minor, a sign a cell, in as many
/// blocks as the width asks for. A block leaves out the regressions that have nothing in it.
/// </summary>
internal static class MatrixTable
{
    private const int Gap = 1;

    private static readonly Style Head = new(decoration: Decoration.Bold);

    /// <summary>Draws it.</summary>
    /// <param name="matrix">What is drawn.</param>
    /// <param name="width">How wide a line may be, in letters; a block has one version at least.</param>
    public static IRenderable Draw(Matrix matrix, int width)
    {
        if (matrix.Cells.Count == 0)
        {
            return Text.Empty;
        }

        var label = matrix.Regressions.Max(r => r.Length) + 2;
        return new Rows([.. Blocks(matrix.Versions, width - label).SelectMany(block => Block(matrix, block, label)), new Text(matrix.Signs)]);
    }

    private static IEnumerable<IRenderable> Block(Matrix matrix, IReadOnlyList<Column> columns, int label)
    {
        var minors = new Paragraph("".PadRight(label));
        foreach (var minor in Minors(columns))
        {
            minors.Append(minor[0].Minor.PadRight(WidthOf(minor)), Head);
        }

        yield return minors;
        yield return Line("".PadRight(label), columns, column => (column.Patch, Head));
        foreach (var regression in matrix.Regressions.Where(r => columns.Any(c => matrix.At(c.Version, r).Any())))
        {
            yield return Line(regression.PadRight(label), columns, column => matrix.At(column.Version, regression).FirstOrDefault() is { } cell
                ? (Matrix.Sign(cell), Style(cell))
                : ("", Spectre.Console.Style.Plain));
        }

        yield return Text.Empty;
    }

    private static Paragraph Line(string label, IReadOnlyList<Column> columns, Func<Column, (string Text, Style Style)> cell)
    {
        var line = new Paragraph(label);
        foreach (var minor in Minors(columns))
        {
            var left = WidthOf(minor);
            foreach (var column in minor)
            {
                var (text, style) = cell(column);
                line.Append(text, style);
                line.Append("".PadRight(column.Width - text.Length));
                left -= column.Width;
            }

            line.Append("".PadRight(left));
        }

        return line;
    }

    // As many versions to a block as fit.
    private static List<List<Column>> Blocks(IReadOnlyList<string> versions, int width)
    {
        List<List<Column>> blocks = [[]];
        foreach (var column in versions.Select(Column.Of))
        {
            if (blocks[^1].Count > 0 && Minors([.. blocks[^1], column]).Sum(WidthOf) - (2 * Gap) > width)
            {
                blocks.Add([]);
            }

            blocks[^1].Add(column);
        }

        return blocks;
    }

    private static IEnumerable<Column[]> Minors(IReadOnlyList<Column> columns) =>
        columns.GroupBy(c => c.Minor, StringComparer.Ordinal).Select(g => g.ToArray());

    private static int WidthOf(Column[] minor) => Math.Max(minor.Sum(c => c.Width), minor[0].Minor.Length + Gap) + Gap;

    private static Style Style(MatrixCell cell) => cell.Judgement switch
    {
        Judgement.AsExpected => new Style(Color.Green),
        Judgement.Surprise => new Style(Color.Red, decoration: Decoration.Bold),
        Judgement.Inconclusive => new Style(Color.Yellow),
        Judgement.Quarantined => new Style(Color.Purple),
        _ => new Style(Color.Grey),
    };

    private sealed record Column(string Version, string Minor, string Patch)
    {
        public int Width => Math.Max(2, Patch.Length) + Gap;

        public static Column Of(string version)
        {
            var (minor, patch) = Matrix.Split(version);
            return new Column(version, minor, patch);
        }
    }
}
