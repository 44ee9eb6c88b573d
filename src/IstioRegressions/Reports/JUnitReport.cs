using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>
/// A report in the XML of JUnit, as Jenkins, GitLab and Surefire have it: a suite an environment and version, a test a
/// cell. A surprise is a failure, what was not decided is an error, what is quarantined or was not run is skipped.
/// </summary>
public static class JUnitReport
{
    /// <summary>Writes it.</summary>
    /// <param name="report">What it is about.</param>
    /// <param name="folder">Where the file will lie: the folders of evidence are relative to it.</param>
    public static string Render(RunReport report, string folder)
    {
        var suites = new List<XElement>();
        suites.AddRange(report.Matrix.Cells
            .GroupBy(c => $"{c.Environment} {c.Version}", StringComparer.Ordinal)
            .Select(g => Suite(g.Key, [.. g.Select(c => Test(c, $"{c.Regression} at {c.Version} ({c.Environment})", folder))], Start(g))));
        suites.AddRange(Controls(report)
            .GroupBy(c => $"{c.Cell.Environment} controls", StringComparer.Ordinal)
            .Select(g => Suite(g.Key, [.. g.Select(c => Test(c.Cell, $"{c.Cell.Regression}, control {c.Control} ({c.Cell.Environment})", folder))], Start(g.Select(c => c.Cell)))));
        if (report.Unreadable.Count > 0)
        {
            suites.Add(Suite("records", [.. report.Unreadable.Select(u => Case(
                "records", Path.GetRelativePath(folder, u.File), null, Outcome("error", "unreadable", u.Why, u.Why)))], null));
        }

        var whole = new XElement("testsuites", new XAttribute("name", "istio-regressions"));
        foreach (var count in (string[])["tests", "failures", "errors"])
        {
            whole.SetAttributeValue(count, suites.Sum(s => (int)s.Attribute(count)!));
        }

        whole.SetAttributeValue("time", Seconds(suites.Sum(s => (double)s.Attribute("time")!)));
        whole.Add(suites);
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{whole}\n";
    }

    private static IEnumerable<(string Control, MatrixCell Cell)> Controls(RunReport report) => report.Runs
        .Where(r => r.Record.Control is not null)
        .GroupBy(r => (r.Record.Control, r.Record.Regression, r.Record.Version, r.Record.Environment))
        .Select(g => (g.Key.Control!, new MatrixCell(g.Key.Regression, g.Key.Version, g.Key.Environment, [.. g])));

    private static XElement Suite(string name, IReadOnlyList<XElement> tests, DateTimeOffset? started)
    {
        int Having(string outcome) => tests.Count(t => t.Element(outcome) is not null);
        return new XElement(
            "testsuite",
            new XAttribute("name", Clean(name)),
            new XAttribute("tests", tests.Count),
            new XAttribute("failures", Having("failure")),
            new XAttribute("errors", Having("error")),
            new XAttribute("skipped", Having("skipped")),
            new XAttribute("time", Seconds(tests.Sum(t => (double?)t.Attribute("time") ?? 0))),
            started is { } at ? new XAttribute("timestamp", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)) : null,
            tests);
    }

    private static XElement Test(MatrixCell cell, string name, string folder)
    {
        var last = cell.Runs[^1];
        var said = $"{cell.Verdict?.ToString() ?? cell.NotRun ?? "still running"}\nexpected: {last.Record.Expectation}\nrepeat it: {last.Record.Command}\n"
            + string.Concat(cell.Runs.Select(r => $"evidence: {Path.GetRelativePath(folder, r.Folder)}\n"));
        return Case(cell.Regression, name, cell.Seconds, cell.Judgement switch
        {
            Judgement.Surprise => Outcome("failure", "surprise", $"{cell.Verdict!.Kind} where {last.Record.Expectation} is expected: {cell.Verdict.Reason}", said),
            Judgement.Inconclusive => Outcome("error", "inconclusive", cell.Verdict!.Reason, said),
            Judgement.Quarantined => Outcome("skipped", "quarantined", $"quarantined {cell.Quarantine}; the verdict is {cell.Verdict}", said),
            Judgement.NotRun => Outcome("skipped", "not-run", cell.NotRun ?? "still running", said),
            _ => new XElement("system-out", Clean(said)),
        });
    }

    private static XElement Case(string group, string name, double? seconds, XElement content) => new(
        "testcase",
        new XAttribute("classname", Clean(group)),
        new XAttribute("name", Clean(name)),
        new XAttribute("time", Seconds(seconds ?? 0)),
        content);

    private static XElement Outcome(string element, string type, string message, string text) =>
        new(element, new XAttribute("type", type), new XAttribute("message", Clean(message)), Clean(text));

    private static DateTimeOffset? Start(IEnumerable<MatrixCell> cells) => cells.SelectMany(c => c.Runs).Min(r => r.Record.Started);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    // A log that is quoted may hold what XML has no way to write.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }
}
