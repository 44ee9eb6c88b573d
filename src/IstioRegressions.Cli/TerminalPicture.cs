using System.Text.RegularExpressions;
using IstioRegressions.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IstioRegressions.Cli;

/// <summary>Draws what a terminal shows, from the very segments that the console is given: a letter a place of its grid.</summary>
internal static partial class TerminalPicture
{
    private const double Size = 14;
    private const double Letter = 0.6 * Size; // as wide as the letters of most terminals' fonts; others are fitted to it
    private const double Line = 1.3 * Size;
    private const double Margin = 16;
    private const double TitleBar = 34;
    private const string Ink = "#e6edf3";

    // A terminal has its own idea of the first colours. These are readable on its black.
    private static readonly Dictionary<Color, string> Palette = new()
    {
        [Color.Green] = "#7ee787",
        [Color.Red] = "#ff7b72",
        [Color.Yellow] = "#f2cc60",
        [Color.Purple] = "#d2a8ff",
        [Color.Grey] = "#8b949e",
    };

    /// <summary>An SVG picture that stands on its own.</summary>
    /// <param name="title">What the window is called.</param>
    /// <param name="shown">What is drawn first.</param>
    /// <param name="words">The lines that are written after it; a terminal goes on with a long one in its next line.</param>
    /// <param name="width">How many letters a line of the terminal has.</param>
    public static string Draw(string title, IRenderable shown, IEnumerable<string> words, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.TrueColor });
        List<SegmentLine> lines =
        [
            .. Segment.SplitLines(shown.Render(RenderOptions.Create(console), width)),
            .. words.SelectMany(w => w.Chunk(width)).Select(part => new SegmentLine([new Segment(new string(part))])),
        ];
        var columns = lines.Select(l => l.CellCount()).Append(title.Length + 12).Max();
        var svg = new Svg((columns * Letter) + (2 * Margin), TitleBar + (lines.Count * Line) + Margin, title);
        svg.Add($"  <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>");
        foreach (var (colour, button) in new[] { "#ff5f57", "#febc2e", "#28c840" }.Select((colour, i) => (colour, i)))
        {
            svg.Add($"  <circle cx=\"{Margin + 4 + (button * 18):0.#}\" cy=\"{TitleBar / 2:0.#}\" r=\"5.5\" fill=\"{colour}\"/>");
        }

        svg.Add($"  <g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace\" font-size=\"{Size}\" fill=\"{Ink}\">");
        svg.Add($"    <text x=\"50%\" y=\"{(TitleBar / 2) + 5:0.#}\" text-anchor=\"middle\" fill=\"{Palette[Color.Grey]}\">{Svg.Escape(title)}</text>");
        foreach (var (line, row) in lines.Select((line, row) => (line, row)))
        {
            Write(svg, line, TitleBar + ((row + 1) * Line));
        }

        svg.Add($"  </g>");
        return svg.Close();
    }

    private static void Write(Svg svg, SegmentLine line, double y)
    {
        var column = 0;
        foreach (var run in Runs(line))
        {
            var bold = run.Style.Decoration.HasFlag(Decoration.Bold) ? " font-weight=\"bold\"" : "";
            var colour = run.Style.Foreground == Color.Default ? "" : $" fill=\"{Palette.GetValueOrDefault(run.Style.Foreground, Ink)}\"";

            // Of several spaces a picture shows one.
            foreach (var text in Words().EnumerateMatches(run.Text))
            {
                var x = Margin + ((column + text.Index) * Letter);
                svg.Add($"    <text x=\"{x:0.#}\" y=\"{y:0.#}\" textLength=\"{text.Length * Letter:0.#}\"{bold}{colour}>{Svg.Escape(run.Text.Substring(text.Index, text.Length))}</text>");
            }

            column += run.CellCount();
        }
    }

    // A segment is a word.
    private static IEnumerable<Segment> Runs(SegmentLine line)
    {
        var words = line.Take(0).ToList();
        foreach (var segment in line)
        {
            if (words.Count > 0 && !words[0].Style.Equals(segment.Style))
            {
                yield return Together(words);
                words.Clear();
            }

            words.Add(segment);
        }

        if (words.Count > 0)
        {
            yield return Together(words);
        }
    }

    private static Segment Together(List<Segment> words) => new(string.Concat(words.Select(w => w.Text)), words[0].Style);

    [GeneratedRegex(@"\S+( \S+)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Words();
}
