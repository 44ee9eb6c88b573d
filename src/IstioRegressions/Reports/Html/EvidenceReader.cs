using System.Text.Json;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes.Workloads;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>Reads the evidence of a run as parts of a page.</summary>
internal static class EvidenceReader
{
    private const int LargestFile = 1 << 20;
    private const int MostLetters = 180;
    private const int LinesOfAText = 24;
    private const int LinesOfAGreenLog = 5;
    private const int LinesOfALog = 14;

    /// <summary>The parts of one run, in the order in which they tell; what has another form than ours is left to its link.</summary>
    /// <param name="run">The run.</param>
    public static IEnumerable<EvidencePart> Read(RecordedRun run)
    {
        var folder = new EvidenceFolder(run.Folder);
        var log = run.Record.Judgement is Judgement.AsExpected or Judgement.NotJudged ? LinesOfAGreenLog : LinesOfALog;
        IEnumerable<Func<IEnumerable<EvidencePart?>>> readers =
        [
            () => [ObservedPart.Read(folder)],
            () => [Memory(folder)],
            () => [Restarts(folder)],
            () => [.. LoadPart.Read(folder)],
            () => [Rollout(folder)],
            () => Texts(folder),
            () => [LogPart.Read(folder, run.Record.Conclusion?.Reason ?? "", log)],
        ];
        return readers.SelectMany(read => Understood(read)).OfType<EvidencePart>();
    }

    private static IReadOnlyList<EvidencePart?> Understood(Func<IEnumerable<EvidencePart?>> read)
    {
        try
        {
            return [.. read()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or ArgumentException or OverflowException)
        {
            return [];
        }
    }

    private static EvidencePart? Memory(EvidenceFolder folder)
    {
        using var file = folder.Json("heap-growth.json", LargestFile);
        if (file is null)
        {
            return null;
        }

        var samples = file.RootElement.GetProperty("samples").Deserialize<List<HeapSample>>(RunFolder.Json)!;
        var growth = new HeapGrowth(samples, file.RootElement.GetProperty("endpointsPerHost").GetInt32());
        return new EvidencePart("memory", new Markup().Element("p", growth.ToString()).Own(HeapGrowthPicture.Draw(growth)).ToString());
    }

    private static EvidencePart? Restarts(EvidenceFolder folder)
    {
        using var file = folder.Json("restarts.json", LargestFile);
        return file is null ? null : new EvidencePart("restarts", RestartTimelinePicture.Draw(RestartTimeline.Read(file.RootElement)));
    }

    private static EvidencePart? Rollout(EvidenceFolder folder)
    {
        using var pods = folder.Json("pod.json", LargestFile);
        using var load = folder.Json("load.json", LargestFile);
        return pods?.Deserialize<List<PodEvent>>(RunFolder.Json) is { Count: > 0 } events
            ? new EvidencePart("rollout", RolloutPicture.Draw(events, load?.Deserialize<TrafficReport>(RunFolder.Json) is { Failures: not null } report ? report : null))
            : null;
    }

    // What a scenario kept of its own: names and lists that a reader can read.
    private static IEnumerable<EvidencePart?> Texts(EvidenceFolder folder)
    {
        // What a load came to has the exits in it.
        var files = folder.Files();
        foreach (var name in files.Where(f => f is "routing.json" || (f is "pilot.exits" && !files.Contains("churn.json")) || f.EndsWith(".txt", StringComparison.Ordinal)))
        {
            var lines = folder.Lines(name, LargestFile);
            var html = new Markup().Open("pre", ("class", "log"), ("tabindex", "0"));
            foreach (var line in lines.Take(LinesOfAText))
            {
                html.Text(Shortened.To(line, MostLetters)).Line();
            }

            if (lines.Count > LinesOfAText)
            {
                html.Element("i", $"⋯ {lines.Count - LinesOfAText} more lines");
            }

            yield return new EvidencePart(Path.GetFileNameWithoutExtension(name) is "pilot" ? "exits" : Path.GetFileNameWithoutExtension(name), html.Close("pre").ToString());
        }
    }
}
