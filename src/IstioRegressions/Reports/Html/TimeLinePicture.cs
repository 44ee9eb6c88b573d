using System.Globalization;

namespace IstioRegressions.Reports.Html;

/// <summary>Draws a quantity over time, with a mark where something ended.</summary>
internal static class TimeLinePicture
{
    private const double Width = 640;
    private const double Height = 150;
    private const double Left = 70;
    private const double Right = 16;
    private const double Top = 18;
    private const double Bottom = 30;

    // More points than there is room for.
    private const int MostPoints = 200;

    /// <summary>An SVG picture that stands on its own.</summary>
    /// <param name="title">What is drawn.</param>
    /// <param name="unit">What the quantity is counted in.</param>
    /// <param name="along">What is counted along the line: "s", "rounds".</param>
    /// <param name="points">Where along the line, and how much.</param>
    /// <param name="marks">Where along the line something ended.</param>
    public static string Draw(string title, string unit, string along, IReadOnlyList<(double At, double Value)> points, IReadOnlyList<double> marks)
    {
        var end = Math.Max(0.001, points.Max(p => p.At));
        var most = Math.Max(0.001, points.Max(p => p.Value));
        double X(double at) => Left + (Math.Clamp(at / end, 0, 1) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (Math.Max(0, value) / most * (Height - Top - Bottom));

        var every = Math.Max(1, (points.Count + MostPoints - 1) / MostPoints);
        var line = string.Join(' ', points.Where((_, i) => i % every == 0 || i == points.Count - 1)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.At):0.#},{Y(p.Value):0.#}")));
        var svg = new Svg(Width, Height, title);
        svg.Add($"  <path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"#888\"/>");
        svg.Add($"  <polyline points=\"{line}\" fill=\"none\" stroke=\"#1f6feb\" stroke-width=\"2\"/>");
        foreach (var mark in marks)
        {
            svg.Add($"  <path d=\"M{X(mark):0.#} {Top}V{Height - Bottom}\" stroke=\"#cf222e\" stroke-dasharray=\"2 3\"/>");
        }

        svg.Add($"  <text x=\"{Left - 8:0.#}\" y=\"{Top + 8:0.#}\" text-anchor=\"end\" fill=\"currentColor\">{most:0.##} {Svg.Escape(unit)}</text>");
        svg.Add($"  <text x=\"{Width - Right:0.#}\" y=\"{Height - 8:0.#}\" text-anchor=\"end\" fill=\"currentColor\">{end:0.#} {Svg.Escape(along)}</text>");
        svg.Add($"  <text x=\"{Left:0.#}\" y=\"{Height - 8:0.#}\" fill=\"currentColor\">{Svg.Escape(title)}</text>");
        return svg.Close();
    }
}
