using System.Globalization;
using System.Text;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>How the page names what a cell has.</summary>
internal static class CellWords
{
    /// <summary>The class that colours a cell and that the filters know: reproduced, absent, inconclusive or not run.</summary>
    public static string Kind(MatrixCell cell) => cell.Verdict?.Kind switch
    {
        VerdictKind.Reproduced => "r",
        VerdictKind.Absent => "a",
        VerdictKind.Inconclusive => "q",
        _ => "n",
    };

    /// <summary>The classes of a cell: its kind, s for a surprise, k for one in quarantine, x for one that another run saw otherwise.</summary>
    public static string Classes(MatrixCell cell, bool isChanged) =>
        $"{Kind(cell)}{(cell.Judgement switch { Judgement.Surprise => " s", Judgement.Quarantined => " k", _ => "" })}{(isChanged ? " x" : "")}";

    /// <summary>The verdict in a word or two.</summary>
    public static string Verdict(MatrixCell cell) => cell.Verdict is { } verdict
        ? $"{verdict.Kind.ToString().ToLowerInvariant()}{(verdict.Outcome is null ? "" : $" ({verdict.Outcome})")}"
        : cell.IsRunning ? "running" : "not run";

    /// <summary>What the verdict means beside the expectation.</summary>
    public static string Meaning(MatrixCell cell) => cell.Judgement switch
    {
        Judgement.AsExpected => "as expected",
        Judgement.Surprise => "a surprise",
        Judgement.Quarantined => $"quarantined {cell.Quarantine}, and judged by nothing",
        _ => "",
    };

    /// <summary>Why the verdict is what it is, or why there is none.</summary>
    public static string Reason(MatrixCell cell) => cell.Verdict?.Reason ?? cell.NotRun ?? "";

    /// <summary>Seconds; empty where there are none.</summary>
    public static string Seconds(double? seconds) => seconds switch
    {
        null => "",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#e0} s"),
    };

    /// <summary>How long it took, in how many runs, and what they say where they differ: "0.40 s", "0.40 to 0.52 s in 3 runs".</summary>
    public static string Runs(MatrixCell cell)
    {
        if (cell.Runs.Count <= cell.Latest.Count)
        {
            return Seconds(cell.Seconds);
        }

        var seconds = cell.Runs.Select(r => r.Record.Seconds).OfType<double>().DefaultIfEmpty(0).ToList();
        var kinds = cell.Runs.Select(r => r.Record.Conclusion?.Kind.ToString().ToLowerInvariant() ?? "not run").GroupBy(k => k, StringComparer.Ordinal).ToList();
        var verdicts = kinds.Count == 1 ? "" : $": {string.Join(", ", kinds.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Count()} {k.Key}"))}";
        return $"{Seconds(seconds.Min()).TrimEnd('s', ' ')} to {Seconds(seconds.Max())} in {cell.Runs.Count} runs{verdicts}";
    }

    /// <summary>A text about a cell with its version taken out, so that the texts of a group are one; a null letter stands in its place.</summary>
    public static string Template(string text, string version)
    {
        var template = new StringBuilder();
        var from = 0;
        while (text.IndexOf(version, from, StringComparison.Ordinal) is >= 0 and var at)
        {
            var end = at + version.Length;
            template.Append(text, from, at - from);
            _ = (at == 0 || !IsOfAVersion(text[at - 1])) && (end == text.Length || !IsOfAVersion(text[end]) || (text[end] == '.' && (end + 1 == text.Length || !IsOfAVersion(text[end + 1]))))
                ? template.Append('\0')
                : template.Append(version);
            from = end;
        }

        return template.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsOfAVersion(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_';
}
