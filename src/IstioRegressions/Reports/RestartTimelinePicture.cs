namespace IstioRegressions.Reports;

/// <summary>Draws a time line of restarts: a lane for the runs, one for the back-off, one for what clients had no answer in.</summary>
public static class RestartTimelinePicture
{
    private const double Width = 640;
    private const double Height = 200;
    private const double Left = 96;
    private const double Right = 24;
    private const double Lane = 44;
    private const double Bar = 20;
    private const int Marks = 4;

    /// <summary>An SVG picture that stands on its own.</summary>
    public static string Draw(RestartTimeline line)
    {
        var seconds = Math.Max(0.001, (line.Until - line.From).TotalSeconds);
        double X(DateTimeOffset at) => Left + (Math.Clamp((at - line.From).TotalSeconds / seconds, 0, 1) * (Width - Left - Right));

        var svg = new Svg(Width, Height, $"A control plane that ended {line.Exits.Count} times in {seconds:0.0} s");
        Draw(0, "runs", "#1f6feb", line.Runs);
        Draw(1, "back-off", "#888", line.BackOffs);
        Draw(2, "no answer", "#cf222e", line.Outages.Select(o => (o.From, o.To ?? line.Until)));
        foreach (var exit in line.Exits)
        {
            svg.Add($"  <path d=\"M{X(exit):0.#} 28V{28 + (3 * Lane):0.#}\" stroke=\"#cf222e\" stroke-dasharray=\"2 3\"/>");
        }

        for (var mark = 0; mark <= Marks; mark++)
        {
            var at = line.From + ((line.Until - line.From) * mark / Marks);
            svg.Add($"  <text x=\"{X(at):0.#}\" y=\"{Height - 16:0.#}\" text-anchor=\"middle\" fill=\"currentColor\">{seconds * mark / Marks:0.0} s</text>");
        }

        return svg.Close();

        void Draw(int lane, string name, string colour, IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans)
        {
            var top = 36 + (lane * Lane);
            svg.Add($"  <text x=\"{Left - 10:0.#}\" y=\"{top + 14:0.#}\" text-anchor=\"end\" fill=\"currentColor\">{name}</text>");
            foreach (var (from, to) in spans)
            {
                svg.Add($"  <rect x=\"{X(from):0.#}\" y=\"{top:0.#}\" width=\"{Math.Max(1, X(to) - X(from)):0.#}\" height=\"{Bar}\" fill=\"{colour}\"/>");
            }
        }
    }
}
