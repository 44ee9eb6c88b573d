using System.Globalization;
using System.Text.Json;

namespace IstioRegressions.Reports.Html;

/// <summary>What an Envoy would have had, step by step: each step beside the one before.</summary>
internal static class ObservedPart
{
    private const int LargestFile = 512 << 10;
    private const int MostObservers = 3;
    private const int MostResources = 6;
    private const int MostRows = 24;
    private const int MostRowsOfNews = 9;
    private const int MostLetters = 120;

    /// <summary>The part; null where nothing was observed, or more than a reader would read.</summary>
    public static EvidencePart? Read(EvidenceFolder folder)
    {
        var steps = folder.Folders("observed");
        var observers = steps.SelectMany(step => folder.Files($"observed/{step}")).Distinct(StringComparer.Ordinal)
            .Where(f => f.EndsWith(".json", StringComparison.Ordinal)).Take(MostObservers).ToList();
        var html = new Markup();
        foreach (var observer in observers)
        {
            Write(html, folder, steps, observer);
        }

        return html.Length == 0 ? null : new EvidencePart("xDS", html.ToString());
    }

    private static void Write(Markup html, EvidenceFolder folder, IReadOnlyList<string> steps, string observer)
    {
        ObservedStep? before = null;
        foreach (var step in steps)
        {
            using var file = folder.Json($"observed/{step}/{observer}", LargestFile);
            if (file is null)
            {
                continue;
            }

            var now = Understand(step, file.RootElement);
            if (now is null)
            {
                continue;
            }

            if (before is null)
            {
                html.Open("table", ("class", "diff")).Open("caption").Text("What ").Element("b", Path.GetFileNameWithoutExtension(observer)).Text(" was sent").Close("caption")
                    .Open("thead").Open("tr").Element("th", "before the step", ("scope", "col")).Element("th", "after it", ("scope", "col"));
            }

            WriteStep(html, before, now);
            before = now;
        }

        if (before is not null)
        {
            html.Close("table");
        }
    }

    private static ObservedStep? Understand(string step, JsonElement file)
    {
        try
        {
            return ObservedStep.Read(step, file);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static void WriteStep(Markup html, ObservedStep? before, ObservedStep now)
    {
        html.Open("tbody").Open("tr").Open("th", ("colspan", "2"), ("scope", "rowgroup")).Element("b", now.Name).Text($" {now.Pushes}");
        if (before is null)
        {
            var held = now.Resources.Keys.GroupBy(r => r.Type, StringComparer.Ordinal).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"));
            html.Text($"; at first {string.Join(", ", held.DefaultIfEmpty("nothing"))}");
            return;
        }

        var changed = before.Resources.Keys.Union(now.Resources.Keys)
            .Where(key => before.Resources.GetValueOrDefault(key) != now.Resources.GetValueOrDefault(key))
            .Select(key => new Change(key.Type, key.Name, Lines(before.Resources.GetValueOrDefault(key)), Lines(now.Resources.GetValueOrDefault(key))))
            .Where(change => change.Before is null || change.After is null || !change.Before.SequenceEqual(change.After, StringComparer.Ordinal))
            .OrderBy(key => Array.IndexOf(ObservedStep.Types, key.Type)).ThenBy(key => key.Name, StringComparer.Ordinal).ToList();
        html.Text(changed.Count == 0 ? "; nothing changed" : "");
        foreach (var change in changed.Take(MostResources))
        {
            WriteResource(html, change);
        }

        if (changed.Count > MostResources)
        {
            html.Open("tr").Open("td", ("colspan", "2")).Text(string.Create(CultureInfo.InvariantCulture, $"and {changed.Count - MostResources} more that changed"));
        }
    }

    private static void WriteResource(Markup html, Change change)
    {
        var isNews = change.Before is null || change.After is null;
        html.Open("tr").Open("th", ("colspan", "2"), ("scope", "rowgroup"))
            .Text($"{change.Type} {Shortened.To(change.Name, MostLetters)}: {(change.Before is null ? "new" : change.After is null ? "gone" : "changed")}");

        // What comes with a new service says nothing more than its name does, but for a cluster that has its endpoints in it.
        if (!isNews || change.Type == "endpoints" || (change.After ?? change.Before)!.Any(line => line.Contains("lbEndpoints", StringComparison.Ordinal)))
        {
            WriteRows(html, LineDifference.Of(change.Before ?? [], change.After ?? []), isNews ? MostRowsOfNews : MostRows);
        }
    }

    private static IReadOnlyList<string>? Lines(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return json is null ? null : [];
        }

        using var document = JsonDocument.Parse(json);
        return JsonLines.Of(document.RootElement);
    }

    private static void WriteRows(Markup html, IReadOnlyList<(string? Before, string? After)> rows, int most)
    {
        foreach (var (before, after) in rows.Take(most))
        {
            html.Open("tr");
            if ((before, after) is (null, null))
            {
                html.Open("td", ("colspan", "2"), ("class", "gap")).Text("⋯");
                continue;
            }

            var (start, end) = before is null || after is null ? (0, 0) : LineDifference.Common(before, after);
            WriteSide(html, before, "del", start, end, before == after);
            WriteSide(html, after, "ins", start, end, before == after);
        }

        if (rows.Count > most)
        {
            html.Open("tr").Open("td", ("colspan", "2")).Text(string.Create(CultureInfo.InvariantCulture, $"and {rows.Count - most} more lines"));
        }
    }

    private static void WriteSide(Markup html, string? line, string mark, int start, int end, bool isSame)
    {
        html.Open("td");
        if (line is null)
        {
            return;
        }

        if (isSame)
        {
            html.Text(Shortened.To(line, MostLetters));
            return;
        }

        var indent = Math.Max(start, line.Length - line.TrimStart().Length);
        var stop = Math.Max(indent, line.Length - end);
        html.Text(line[..indent]);
        if (stop > indent)
        {
            html.Element(mark, Shortened.To(line[indent..stop], MostLetters));
        }

        html.Text(Shortened.To(line[stop..], MostLetters));
    }

    // A resource before a step and after it: its lines, null where it was not there.
    private sealed record Change(string Type, string Name, IReadOnlyList<string>? Before, IReadOnlyList<string>? After);
}
