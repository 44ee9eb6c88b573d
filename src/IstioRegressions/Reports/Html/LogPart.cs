using System.Globalization;
using System.Text.RegularExpressions;

namespace IstioRegressions.Reports.Html;

/// <summary>The lines of a control plane's log that decided, marked, with a line around each.</summary>
internal static class LogPart
{
    private const int MostBytes = 256 << 10;
    private const int MostLetters = 150;
    private const int AfterACrash = 5;

    private static readonly Regex Crash = Linear(@"^(fatal error|panic|SIG[A-Z]+): |removeEdsCon");
    private static readonly Regex Error = Linear(@"\t(error|fatal)\t|""level"":""(error|fatal)""");
    private static readonly Regex Pushed = Linear(@"\b([A-Z]DS: PUSH|XDS(:\s?\w+)? Pushing|Push debounce stable|XDS: Incremental Pushing)");
    private static readonly Regex Named = Linear(@"\d+\.\d+\.\d+\.\d+|[a-z0-9-]+(\.[a-z0-9-]+)+\.[a-z]+");

    /// <summary>The part; null where there is no log.</summary>
    /// <param name="folder">The evidence.</param>
    /// <param name="reason">The verdict's reason: what it names is looked for.</param>
    /// <param name="most">How many lines are marked at most.</param>
    public static EvidencePart? Read(EvidenceFolder folder, string reason, int most)
    {
        var lines = folder.Lines("pilot.log", MostBytes);
        if (lines.Count == 0)
        {
            return null;
        }

        var named = Named.Matches(reason).Select(m => m.Value).Distinct(StringComparer.Ordinal).ToList();
        var decisive = Enumerable.Range(0, lines.Count)
            .Select(i => (Line: i, Weight: Weigh(lines[i], named)))
            .Where(l => l.Weight > 0)
            .OrderByDescending(l => l.Weight).ThenByDescending(l => l.Line)
            .Take(most).Select(l => l.Line).ToHashSet();
        var shown = decisive.SelectMany(i => Enumerable.Range(i - 1, (Crash.IsMatch(lines[i]) ? AfterACrash : 1) + 2))
            .Concat(decisive.Count == 0 ? Enumerable.Range(lines.Count - most, most) : [])
            .Where(i => i >= 0 && i < lines.Count).Distinct().Order().ToList();

        var html = new Markup().Open("pre", ("class", "log"), ("tabindex", "0"));
        for (var at = 0; at < shown.Count; at++)
        {
            var (i, before) = (shown[at], at == 0 ? -1 : shown[at - 1]);
            if (i > before + 1)
            {
                html.Element("i", string.Create(CultureInfo.InvariantCulture, $"⋯ {i - before - 1} lines")).Line();
            }

            var line = Shortened.To(lines[i].TrimEnd('\r'), MostLetters);
            _ = decisive.Contains(i) ? html.Element("mark", line) : html.Text(line);
            html.Line();
        }

        return new EvidencePart("log", html.Close("pre").ToString());
    }

    // A crash says more than an error, an error more than what the verdict names, and that more than a push.
    private static int Weigh(string line, IReadOnlyList<string> named) =>
        Crash.IsMatch(line) ? 4
        : Error.IsMatch(line) ? 3
        : named.Any(n => line.Contains(n, StringComparison.Ordinal)) ? 2
        : Pushed.IsMatch(line) ? 1
        : 0;

    // Linear in what is searched: a log comes from outside.
    private static Regex Linear(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
