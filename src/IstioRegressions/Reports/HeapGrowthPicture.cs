using System.Globalization;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>Draws a heap's growth: the samples, the fitted parabola, and its linear part beside it.</summary>
public static class HeapGrowthPicture
{
    private const double Width = 640;
    private const double Height = 360;
    private const double Margin = 56;
    private const int Steps = 48;

    /// <summary>An SVG picture that stands on its own.</summary>
    public static string Draw(HeapGrowth growth)
    {
        double hosts = growth.Samples[^1].Hosts;
        var top = Math.Max(1, Math.Max(growth.At(hosts), growth.Samples.Max(s => s.HeapBytes)) * 1.08);
        double X(double n) => Margin + (n / hosts * (Width - (2 * Margin)));
        double Y(double bytes) => Height - Margin - (Math.Max(0, bytes) / top * (Height - (2 * Margin)));
        string Curve(Func<double, double> at) => string.Join(' ', Enumerable.Range(0, Steps + 1)
            .Select(i => hosts * i / Steps)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"{X(n):0.#},{Y(at(n)):0.#}")));

        var svg = new Svg(Width, Height, $"Heap after a forced collection: {growth}");
        svg.Add($"  <path d=\"M{Margin} {Margin}V{Height - Margin}H{Width - Margin}\" fill=\"none\" stroke=\"#888\"/>");
        svg.Add($"  <polyline points=\"{Curve(n => growth.Constant + (growth.Linear * n))}\" fill=\"none\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>");
        svg.Add($"  <polyline points=\"{Curve(growth.At)}\" fill=\"none\" stroke=\"#1f6feb\" stroke-width=\"2\"/>");
        foreach (var sample in growth.Samples)
        {
            svg.Add($"  <circle cx=\"{X(sample.Hosts):0.#}\" cy=\"{Y(sample.HeapBytes):0.#}\" r=\"4\" fill=\"#1f6feb\"/>");
            svg.Add($"  <text x=\"{X(sample.Hosts):0.#}\" y=\"{Y(sample.HeapBytes) - 10:0.#}\" text-anchor=\"end\" fill=\"currentColor\">{sample.HeapBytes / 1048576.0:0.#} MiB</text>");
            svg.Add($"  <text x=\"{X(sample.Hosts):0.#}\" y=\"{Height - Margin + 18:0.#}\" text-anchor=\"middle\" fill=\"currentColor\">{sample.Hosts}</text>");
        }

        svg.Add($"  <text x=\"{Width / 2:0.#}\" y=\"{Height - 12:0.#}\" text-anchor=\"middle\" fill=\"currentColor\">hosts, {growth.EndpointsPerHost} endpoints each</text>");
        svg.Add($"  <text x=\"{Margin:0.#}\" y=\"{Margin - 16:0.#}\" fill=\"currentColor\">heap; dashed: its linear part; quadratic share {growth.QuadraticShare:0.00}</text>");
        return svg.Close();
    }
}
