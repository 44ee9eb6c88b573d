using System.Globalization;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>The section of a regression: what it is, where it is expected, what each version did, and the evidence.</summary>
internal static class RegressionPart
{
    private const string Upstream = "https://github.com/";

    /// <summary>Writes it.</summary>
    public static void Write(Markup html, PageContent page, VersionLine line, EvidencePlan evidence, string regression)
    {
        var known = PageContent.Known(regression);
        var cells = page.CellsOf(regression);
        html.Open("section", ("class", "regression"), ("id", page.Links.Of(regression)), ("data-r", regression))
            .Element("h2", regression)
            .Element("p", known?.Title ?? "The catalogue of this build does not have it.", ("class", "lead"));
        if (known is not null)
        {
            WriteFacts(html, known);
        }

        html.Open("div", ("class", "scroll line"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"{regression}, versions as a line")).Own(line.Draw(known, cells)).Close("div");
        foreach (var group in CellGroup.Of(cells))
        {
            WriteGroup(html, page, evidence, group);
        }

        WriteControls(html, page, regression);
        html.Close("section").Line();
    }

    private static void WriteFacts(Markup html, Regression known)
    {
        html.Open("dl", ("class", "facts"));
        if (known.Upstream.Count > 0)
        {
            html.Element("dt", "upstream").Open("dd");
            foreach (var issue in known.Upstream)
            {
                // An issue's address leads to the pull request where it is one.
                html.Element("a", issue, ("href", $"{Upstream}{issue.Replace("#", "/issues/", StringComparison.Ordinal)}"), ("rel", "noreferrer")).Text(" ");
            }

            html.Close("dd");
        }

        html.Element("dt", "catalogue").Element("dd", VersionLine.Ranges(known));
        html.Element("dt", "asked of").Element("dd", known.Applies.ToString()).Close("dl").Line();
    }

    private static void WriteGroup(Markup html, PageContent page, EvidencePlan evidence, CellGroup group)
    {
        var cell = group.First;
        html.Open("div", ("class", $"group {CellWords.Classes(cell, isChanged: false)}")).Open("h3").Element("b", Matrix.Sign(cell), ("class", CellWords.Classes(cell, isChanged: false)))
            .Text($" {CellWords.Verdict(cell)} ").Element("span", string.Join(" · ", Meaning(cell))).Close("h3");
        var reason = group.Reason;
        if (reason is { Length: > 0 })
        {
            html.Open("p", ("class", "why"));
            WriteTemplate(html, Shortened.To(reason, PageContent.MostReasonLetters), cell.Version);
            html.Close("p");
        }

        WriteCommand(html, group);
        html.Open("ul", ("class", reason is null ? "cells own" : "cells"));
        foreach (var one in group.Cells)
        {
            html.Line();
            WriteCell(html, page, evidence, one, reason is null);
        }

        html.Close("ul");
        foreach (var (anchor, part, cells) in evidence.Of(group))
        {
            html.Open("details", ("class", "shared")).Element("summary", $"{part.Name}, the same at {string.Join(", ", cells.Select(c => c.Version))}")
                .Open("div", ("id", anchor)).Own(part.Html).Close("div").Close("details").Line();
        }

        html.Close("div").Line();
    }

    private static IEnumerable<string> Meaning(MatrixCell cell)
    {
        if (CellWords.Meaning(cell) is { Length: > 0 } meaning)
        {
            yield return meaning;
        }

        yield return cell.Deciding.Record.Expectation is { Kind: ExpectationKind.None } nothing ? $"{nothing}" : $"the catalogue says {cell.Deciding.Record.Expectation}";
        yield return cell.Environment;
    }

    private static void WriteCommand(Markup html, CellGroup group)
    {
        html.Open("p", ("class", "repeat")).Text("repeat: ").Open("code");
        WriteTemplate(html, group.Command, group.First.Version);
        html.Close("code");
        if (group.Cells.Count > 1 && group.Command.Contains('\0', StringComparison.Ordinal))
        {
            html.Element("small", " (or any version below in its place)");
        }

        html.Close("p");
    }

    // The version's place is an element of its own: the script puts there the version that was come for.
    private static void WriteTemplate(Markup html, string template, string version)
    {
        var parts = template.Split('\0');
        html.Text(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            html.Element("var", version).Text(part);
        }
    }

    private static void WriteCell(Markup html, PageContent page, EvidencePlan evidence, MatrixCell cell, bool withReason)
    {
        html.Open("li", ("id", page.Links.Of(cell))).Element("b", cell.Version);
        if (CellWords.Runs(cell) is { Length: > 0 } runs)
        {
            html.Text($" {runs}");
        }

        foreach (var (anchor, name) in evidence.Shared(cell))
        {
            html.Text(" ").Element("a", name, ("href", $"#{anchor}"));
        }

        html.Text(" ").Element("a", "files", ("href", page.FilesOf(cell)));
        if (withReason)
        {
            html.Element("p", Shortened.To(CellWords.Reason(cell), page.ReasonLetters));
        }

        var own = evidence.Own(cell).ToList();
        if (own.Count > 0)
        {
            html.Open("details").Element("summary", string.Join(", ", own.Select(p => p.Name).Distinct(StringComparer.Ordinal)));
            foreach (var part in own)
            {
                html.Element("h4", part.Name).Own(part.Html);
            }

            html.Close("details");
        }
    }

    private static void WriteControls(Markup html, PageContent page, string regression)
    {
        var controls = page.Controls[regression].ToList();
        if (controls.Count == 0)
        {
            return;
        }

        var good = controls.Count(c => c.Record.Judgement == Judgement.AsExpected);
        html.Open("details", ("class", "controls")).Element("summary", string.Create(CultureInfo.InvariantCulture, $"controls on the reference: {good} of {controls.Count} as expected")).Open("ul");
        foreach (var control in controls)
        {
            html.Element("li", $"{control.Record.Control}: {control.Record.Conclusion?.ToString() ?? control.Record.NotRun ?? "not run"}");
        }

        html.Close("ul").Close("details");
    }
}
