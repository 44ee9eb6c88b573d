using System.Text;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Reports.Html;

/// <summary>
/// A report as one HTML file: the matrix, what needs a look, what changed, and a section a regression with its evidence. It
/// loads nothing, and its policy forbids it to.
/// </summary>
public static class HtmlReport
{
    /// <summary>How many bytes a page is filled up to with evidence; what has no room is linked.</summary>
    public const int FullAt = 960_000;

    /// <summary>Writes the page.</summary>
    /// <param name="report">What it is about.</param>
    /// <param name="folder">Where the page will lie: links to evidence are relative to it.</param>
    public static string Render(RunReport report, string folder)
    {
        var page = new PageContent(report, Path.GetFullPath(folder));
        var room = FullAt - Encoding.UTF8.GetByteCount(Write(page, EvidencePlan.None));
        return Write(page, room > 0 ? EvidencePlan.Fill(page, room) : EvidencePlan.None);
    }

    private static string Write(PageContent page, EvidencePlan evidence)
    {
        var html = new Markup();
        html.Own("<!doctype html>").Line().Open("html", ("lang", "en")).Open("meta", ("charset", "utf-8")).Line()
            .Open("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy)).Line()
            .Open("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Open("meta", ("name", "color-scheme"), ("content", "light dark"))
            .Element("title", HeadPart.Title(page.Report)).Line()
            .Open("style").Own(PageResource.Style.Text).Close("style").Line()
            .Element("a", "To the matrix", ("class", "skip"), ("href", "#matrix")).Line();
        HeadPart.Write(html, page);
        html.Open("main");
        HeadPart.WriteAttention(html, page);
        MatrixPart.Write(html, page);
        ComparisonPart.Write(html, page);
        var line = new VersionLine([.. ReleaseList.Default.Versions, .. page.Report.Matrix.Versions.Select(IstioVersion.Parse)]);
        html.Own(line.Axis());
        foreach (var regression in page.Regressions)
        {
            RegressionPart.Write(html, page, line, evidence, regression);
        }

        html.Close("main").Line().Open("script").Own(PageResource.Script.Text).Close("script").Line();
        return html.ToString();
    }

    private static string Policy =>
        $"default-src 'none'; style-src {PageResource.Style.Hash}; script-src {PageResource.Script.Hash}; base-uri 'none'; form-action 'none'";
}
