using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes.Workloads;

namespace IstioRegressions.Reports;

/// <summary>Draws what happened to the pods of a workload: three bars each, and under them the requests that failed at that time.</summary>
internal static class RolloutPicture
{
    private const double Width = 640;
    private const double Left = 150;
    private const double Right = 24;
    private const double Top = 20;
    private const double Bar = 12;
    private const double Lane = 16;
    private const double FailedHeight = 40;
    private const double Axis = 34;
    private const int MostPods = 12;
    private const int Marks = 4;

    /// <summary>An SVG picture that stands on its own.</summary>
    /// <param name="events">What happened to the pods; at least one.</param>
    /// <param name="load">The load meanwhile; null where there was none.</param>
    public static string Draw(IReadOnlyList<PodEvent> events, TrafficReport? load)
    {
        var from = events.Min(e => e.At);
        var until = events.Select(e => e.At).Append(load is null ? from : load.Started + load.Elapsed).Max();
        var seconds = Math.Max(0.001, (until - from).TotalSeconds);
        double X(DateTimeOffset at) => Left + (Math.Clamp((at - from).TotalSeconds / seconds, 0, 1) * (Width - Left - Right));

        var pods = events.GroupBy(e => e.Pod, StringComparer.Ordinal).Take(MostPods).ToList();
        var parts = Parts(events);
        var failedTop = Top + (pods.Count * parts.Count * Lane);
        var height = failedTop + FailedHeight + Axis;
        var svg = new Svg(Width, height, $"{pods.Count} pods in {seconds:0.0} s{(load is null ? "" : $", and the {load.Failed} requests that failed")}");
        foreach (var (pod, index) in pods.Select((pod, index) => (pod, index)))
        {
            foreach (var (part, lane) in parts.Select((part, lane) => (part, (index * parts.Count) + lane)))
            {
                var top = Top + (lane * Lane);
                var (begin, end) = (At(pod, PodEventKind.Ready) ?? from, At(pod, part.End) ?? At(pod, PodEventKind.Killed) ?? until);
                svg.Add($"  <text x=\"{Left - 8:0.#}\" y=\"{top + 10:0.#}\" text-anchor=\"end\" fill=\"currentColor\">{Svg.Escape(pod.Key)} {part.Name}</text>");
                svg.Add($"  <rect x=\"{X(begin):0.#}\" y=\"{top:0.#}\" width=\"{Math.Max(1, X(end) - X(begin)):0.#}\" height=\"{Bar}\" fill=\"{part.Colour}\"/>");
                if (At(pod, part.Told) is { } told)
                {
                    svg.Add($"  <path d=\"M{X(told):0.#} {top - 2:0.#}v{Bar + 4}\" stroke=\"currentColor\" stroke-width=\"2\"><title>{part.Said}</title></path>");
                }
            }
        }

        if (load is { Failures.Count: > 0 })
        {
            var most = load.Failures.Max(f => f.Count);
            svg.Add($"  <text x=\"{Left - 8:0.#}\" y=\"{failedTop + FailedHeight:0.#}\" text-anchor=\"end\" fill=\"currentColor\">failed requests</text>");
            foreach (var failure in load.Failures)
            {
                var tall = FailedHeight * failure.Count / most;
                svg.Add($"  <rect x=\"{X(load.Started + failure.First):0.#}\" y=\"{failedTop + FailedHeight - tall:0.#}\" width=\"3\" height=\"{tall:0.#}\" fill=\"#cf222e\"><title>{failure.Count} {failure.Cause}</title></rect>");
            }
        }

        for (var mark = 0; mark <= Marks; mark++)
        {
            svg.Add($"  <text x=\"{X(from + ((until - from) * mark / Marks)):0.#}\" y=\"{height - 10:0.#}\" text-anchor=\"middle\" fill=\"currentColor\">{seconds * mark / Marks:0.0} s</text>");
        }

        return svg.Close();
    }

    private static List<(string Name, string Colour, PodEventKind Told, string Said, PodEventKind End)> Parts(IReadOnlyList<PodEvent> events) =>
    [
        ("endpoint", "#888", PodEventKind.Deleted, "deleted", PodEventKind.EndpointGone),
        .. events.Any(e => e.Kind is PodEventKind.SidecarExited or PodEventKind.SidecarTerminated)
            ? [("sidecar", "#8250df", PodEventKind.SidecarTerminated, "SIGTERM", PodEventKind.SidecarExited)]
            : ((string, string, PodEventKind, string, PodEventKind)[])[],
        ("application", "#1f6feb", PodEventKind.ApplicationTerminated, "SIGTERM", PodEventKind.ApplicationExited),
    ];

    private static DateTimeOffset? At(IEnumerable<PodEvent> pod, PodEventKind kind) => pod.FirstOrDefault(e => e.Kind == kind)?.At;
}
