using System.Text.Json;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>What a control plane that is started again and again did: its runs, the waits between them, and what its clients had of it.</summary>
/// <param name="Starts">When its processes were started, the earliest first.</param>
/// <param name="Exits">When they ended; of the last one nothing where it still runs.</param>
/// <param name="Outages">When clients had no answer.</param>
/// <param name="Until">The end of what is told.</param>
public sealed record RestartTimeline(
    IReadOnlyList<DateTimeOffset> Starts, IReadOnlyList<DateTimeOffset> Exits, IReadOnlyList<Outage> Outages, DateTimeOffset Until)
{
    /// <summary>When the first process was started.</summary>
    public DateTimeOffset From => Starts[0];

    /// <summary>The runs: from a start to its exit.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Runs => Starts.Select((start, i) => (start, i < Exits.Count ? Exits[i] : Until));

    /// <summary>The waits: from an exit to the next start.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> BackOffs => Exits.Select((exit, i) => (exit, i + 1 < Starts.Count ? Starts[i + 1] : Until));

    /// <summary>How long clients had no answer in all.</summary>
    public TimeSpan Unavailable => TimeSpan.FromTicks(Outages.Sum(o => ((o.To ?? Until) - o.From).Ticks));

    /// <summary>The time line of a control plane and of those who asked it.</summary>
    public static RestartTimeline Of(ControlPlane controlPlane, IEnumerable<Outage> outages, DateTimeOffset until) =>
        new(controlPlane.Starts, [.. controlPlane.Exits.Select(e => e.At)], [.. outages], until);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It has no run.</exception>
    /// <exception cref="InvalidOperationException">It has another form.</exception>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    public static RestartTimeline Read(JsonElement json)
    {
        var until = json.GetProperty("until").GetDateTimeOffset();
        List<DateTimeOffset> All(string spans, string end) => [.. json.GetProperty(spans).EnumerateArray().Select(span => span.GetProperty(end).GetDateTimeOffset())];
        var starts = All("runs", "from");
        return starts.Count == 0
            ? throw new FormatException("a time line of restarts has a run")
            : new RestartTimeline(starts, All("backOffs", "from"), [.. All("outages", "from").Zip(All("outages", "to"), (from, to) => new Outage(from, to))], until);
    }

    /// <summary>All of it, for the evidence.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Runs = Runs.Select(Span),
            BackOffs = BackOffs.Select(Span),
            Outages = Outages.Select(o => Span((o.From, o.To ?? Until))),
            UnavailableSeconds = Unavailable.TotalSeconds,
            Until,
        },
        RunFolder.Json);

    private static object Span((DateTimeOffset From, DateTimeOffset To) span) => new { span.From, span.To, (span.To - span.From).TotalSeconds };
}
