using System.Globalization;
using System.Security;
using System.Text;

namespace IstioRegressions.Reports;

/// <summary>Writes an SVG picture line by line: numbers by the invariant culture, text escaped.</summary>
public sealed class Svg
{
    private readonly StringBuilder _lines = new();

    /// <summary>Begins a picture.</summary>
    /// <param name="width">How wide it is, in its own units.</param>
    /// <param name="height">How high it is, in its own units.</param>
    /// <param name="title">What it shows, for who cannot see it.</param>
    public Svg(double width, double height, string title)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"  <title>{Escape(title)}</title>");
    }

    /// <summary>One element. Text from outside goes through <see cref="Escape"/> first.</summary>
    public void Add(FormattableString line) => _lines.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Text as it stands in a picture, on one line; what no XML can hold is a blank.</summary>
    public static string Escape(string? text) =>
        SecurityElement.Escape(string.Concat((text ?? "").EnumerateRunes().Select(r => Rune.IsControl(r) ? " " : $"{r}"))) ?? "";

    /// <summary>Ends the picture, and is all of it.</summary>
    public string Close() => _lines.AppendLine("</svg>").ToString();
}
