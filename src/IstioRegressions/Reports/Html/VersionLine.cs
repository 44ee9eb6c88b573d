using System.Globalization;
using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>
/// Draws the releases of Istio as a line, what the catalogue says of them as bands above it, and what each version did as
/// marks below: a full dot reproduced, a ring absent, a cross undecided; red where it is a surprise.
/// </summary>
/// <param name="versions">The versions on the line.</param>
internal sealed class VersionLine(IEnumerable<IstioVersion> versions)
{
    private const double MinorWidth = 30;
    private const double Left = 8;
    private const double Top = 6;
    private const double BandHeight = 14;
    private const double LineY = Top + BandHeight + 8;
    private const double MarksY = LineY + 10;
    private const double Height = MarksY + 28;

    private readonly List<IGrouping<(int Major, int Minor), IstioVersion>> _minors = [.. versions.Distinct().Order().GroupBy(v => (v.Major, v.Minor))];

    private double Width => (2 * Left) + (_minors.Count * MinorWidth);

    /// <summary>What all lines have in common, once for the page: the line and the names of the minors.</summary>
    public string Axis()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"sr\" aria-hidden=\"true\" width=\"0\" height=\"0\"><symbol id=\"axis\" viewBox=\"0 0 {Width:0} {Height:0}\"><path d=\"M{Left} {LineY}H{Width - Left:0}");
        for (var i = 0; i <= _minors.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"M{Left + (i * MinorWidth):0} {LineY - 3}v6");
        }

        svg.Append("\" stroke=\"currentColor\" opacity=\".4\"/>");
        for (var i = 0; i < _minors.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + ((i + 0.5) * MinorWidth):0.#}\" y=\"{Height - 4}\" text-anchor=\"middle\" fill=\"currentColor\" font-size=\"10\">{_minors[i].Key.Major}.{_minors[i].Key.Minor}</text>");
        }

        return svg.Append("</symbol></svg>\n").ToString();
    }

    /// <summary>The line of one regression.</summary>
    /// <param name="regression">What the catalogue says; null where it says nothing.</param>
    /// <param name="cells">What each version did.</param>
    public string Draw(Regression? regression, IReadOnlyList<MatrixCell> cells)
    {
        var words = regression is null ? "the catalogue does not know it" : Ranges(regression);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"line\" viewBox=\"0 0 {Width:0} {Height:0}\" role=\"img\"><title>{Svg.Escape(words)}</title><use href=\"#axis\"/>");
        if (regression is not null)
        {
            Bands(svg, "un", regression.Unaffected);
            Bands(svg, "af", regression.Affected);
        }

        foreach (var kind in cells.Where(c => c.Verdict is not null).GroupBy(c => CellWords.Classes(c, isChanged: false), StringComparer.Ordinal))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind.Key}\" d=\"");
            foreach (var cell in kind)
            {
                svg.Append(CultureInfo.InvariantCulture, $"M{Middle(IstioVersion.Parse(cell.Version)):0.#} {MarksY}{Mark(cell)}");
            }

            svg.Append("\"/>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The ranges in words: "affected [1.5.0, 1.7.0) (git); unaffected [1.7.0, ) (git)".</summary>
    public static string Ranges(Regression regression) => string.Join(
        "; ",
        [.. Ranges(regression.Affected, regression.Unaffected), .. (regression.Aspects ?? []).Select(a => $"{a.Name}: {string.Join(", ", Ranges(a.Affected, a.Unaffected))}")]);

    private static IEnumerable<string> Ranges(IEnumerable<CataloguedRange> affected, IEnumerable<CataloguedRange> unaffected) =>
        [.. affected.Select(r => $"affected {Range(r)}"), .. unaffected.Select(r => $"unaffected {Range(r)}")];

    private static string Range(CataloguedRange range) => $"{range.Range} ({range.Basis.ToString().ToLowerInvariant()}{(range.Outcome is null ? "" : $", {range.Outcome}")})";

    private static string Mark(MatrixCell cell) => cell.Verdict!.Kind switch
    {
        VerdictKind.Inconclusive => "m-3-3l6 6m0-6l-6 6",
        _ => "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
    };

    private void Bands(StringBuilder svg, string kind, IEnumerable<CataloguedRange> ranges)
    {
        foreach (var range in ranges)
        {
            var inside = _minors.SelectMany(m => m).Where(range.Range.Contains).ToList();
            if (inside.Count == 0)
            {
                continue;
            }

            var (from, to) = (At(inside[0], 0), At(inside[^1], 1));
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{from:0.#}\" y=\"{Top}\" width=\"{to - from:0.#}\" height=\"{BandHeight}\"><title>{(kind == "af" ? "affected" : "unaffected")} {Svg.Escape(Range(range))}</title></rect>");
            if (to - from > 2 * MinorWidth)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{kind}\" x=\"{(from + to) / 2:0.#}\" y=\"{Top + 11}\">{(kind == "af" ? "affected" : "unaffected")}</text>");
            }
        }
    }

    private double Middle(IstioVersion version) => At(version, 0.5);

    // Where in the width of its version: 0 its beginning, 1 its end.
    private double At(IstioVersion version, double part)
    {
        var minor = _minors.FindIndex(m => m.Key == (version.Major, version.Minor));
        var patches = _minors[minor].ToList();
        return Left + (MinorWidth * (minor + ((patches.IndexOf(version) + part) / patches.Count)));
    }
}
