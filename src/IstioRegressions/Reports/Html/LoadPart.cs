using System.Globalization;
using System.Text.Json;

namespace IstioRegressions.Reports.Html;

/// <summary>The load that a scenario put on a control plane: what it was, how the control plane ended, and its memory over time.</summary>
internal static class LoadPart
{
    private const int LargestFile = 4 << 20;
    private const double MiB = 1 << 20;

    /// <summary>The parts: of streams that come and go, and of a soak; none where there are none.</summary>
    /// <exception cref="InvalidOperationException">A file has another form.</exception>
    public static IEnumerable<EvidencePart> Read(EvidenceFolder folder)
    {
        using var churn = folder.Json("churn.json", LargestFile);
        if (churn is not null)
        {
            yield return new EvidencePart("load", Churn(churn.RootElement, folder));
        }

        using var soak = folder.Json("soak.json", LargestFile);
        if (soak is not null)
        {
            yield return new EvidencePart("soak", Soak(soak.RootElement));
        }
    }

    private static string Churn(JsonElement file, EvidenceFolder folder)
    {
        var html = new Markup().Open("dl");
        foreach (var fact in file.EnumerateObject().Where(p => p.Name != "exits"))
        {
            Fact(html, fact.Name, fact.Value.ValueKind == JsonValueKind.Object
                ? string.Join(", ", fact.Value.EnumerateObject().Select(p => $"{p.Name} {p.Value}"))
                : fact.Value.ToString());
        }

        var exits = file.TryGetProperty("exits", out var all) ? all.EnumerateArray().ToList() : [];
        foreach (var exit in exits)
        {
            Fact(html, "exit", string.Create(CultureInfo.InvariantCulture, $"code {exit.GetProperty("code")} after {exit.GetProperty("totalSeconds").GetDouble():0.00} s: {Text(exit, "reason")}"));
            Fact(html, "in", exit.TryGetProperty("frames", out var frames) ? string.Join(" ← ", frames.EnumerateArray().Select(f => f.GetString()).Take(16)) : "");
        }

        html.Close("dl");
        var samples = Samples(folder);
        if (samples.Count > 1)
        {
            var from = samples[0].At;
            html.Own(TimeLinePicture.Draw("memory of the control plane; red: it ended", "MiB", "s",
                [.. samples.Select(s => ((s.At - from).TotalSeconds, s.Bytes / MiB))],
                [.. exits.Select(e => (e.GetProperty("at").GetDateTimeOffset() - from).TotalSeconds)]));
        }

        return html.ToString();
    }

    private static string Soak(JsonElement file)
    {
        var html = new Markup();
        var rounds = file.GetProperty("reachableAfterSeconds").EnumerateArray().Select((s, i) => ((double)i + 1, s.GetDouble())).ToList();
        html.Open("dl");
        Fact(html, "rounds", string.Create(CultureInfo.InvariantCulture, $"{rounds.Count}"));
        html.Close("dl");
        if (rounds.Count > 1)
        {
            html.Own(TimeLinePicture.Draw("until an application is reachable", "s", "rounds", rounds, []));
        }

        var samples = file.GetProperty("residentBytes").EnumerateArray().Select(s => (At: s.GetProperty("at").GetDateTimeOffset(), Bytes: s.GetProperty("residentBytes").GetDouble())).ToList();
        if (samples.Count > 1)
        {
            html.Own(TimeLinePicture.Draw("memory of the control plane", "MiB", "s", [.. samples.Select(s => ((s.At - samples[0].At).TotalSeconds, s.Bytes / MiB))], []));
        }

        return html.ToString();
    }

    private static List<(DateTimeOffset At, double Bytes)> Samples(EvidenceFolder folder) =>
    [
        .. folder.Lines("pilot.memory.csv", LargestFile).Skip(1).Select(line => line.Split(',')).Where(parts => parts.Length == 2)
            .Select(parts => (
                Is: DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, out var at) & double.TryParse(parts[1], CultureInfo.InvariantCulture, out var bytes),
                Sample: (at, bytes)))
            .Where(s => s.Is && double.IsFinite(s.Sample.bytes)).Select(s => s.Sample),
    ];

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var text) ? text.ToString() : "";

    private static void Fact(Markup html, string name, string text)
    {
        if (text.Length > 0)
        {
            html.Element("dt", name).Element("dd", Shortened.To(text, 1200));
        }
    }
}
