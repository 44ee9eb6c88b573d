using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>What the parts of a page are written from.</summary>
internal sealed class PageContent
{
    /// <summary>How many letters of a reason are shown where it stands for many cells.</summary>
    public const int MostReasonLetters = 2000;

    // So many letters of reasons a page can bear, all its cells together.
    private const int AllReasonLetters = 230_000;
    private const int LeastReasonLetters = 80;

    private readonly ILookup<(string Version, string Regression), MatrixCell> _cells;
    private readonly HashSet<MatrixCell> _changed;

    /// <summary>Prepares it.</summary>
    /// <param name="report">What the page is about.</param>
    /// <param name="folder">Where it will lie.</param>
    public PageContent(RunReport report, string folder)
    {
        Report = report;
        Links = new PageLinks(report.Matrix, folder);
        _cells = report.Matrix.Cells.ToLookup(c => (c.Version, c.Regression));
        _changed = [.. report.Changes.Where(c => c.IsOtherVerdict).Select(c => c.Cell)];
        ReasonLetters = Math.Clamp(AllReasonLetters / Math.Max(1, report.Matrix.Cells.Count), LeastReasonLetters, MostReasonLetters);
        Controls = report.Runs.Where(r => r.Record.Control is not null).ToLookup(r => r.Record.Regression, StringComparer.Ordinal);
        Regressions = [.. report.Matrix.Regressions.OrderBy(r => report.Matrix.Versions.SelectMany(v => At(v, r)).Min(c => Math.Min(CellGroup.Rank(c), 2)))];
    }

    /// <summary>What the page is about.</summary>
    public RunReport Report { get; }

    /// <summary>Where things are.</summary>
    public PageLinks Links { get; }

    /// <summary>The regressions, those with a surprise first, then those with something inconclusive.</summary>
    public IReadOnlyList<string> Regressions { get; }

    /// <summary>The cells of a version and a regression: one an environment.</summary>
    public IReadOnlyList<MatrixCell> At(string version, string regression) => [.. _cells[(version, regression)]];

    /// <summary>The cells of a regression, the earliest version first.</summary>
    public IReadOnlyList<MatrixCell> CellsOf(string regression) => [.. Report.Matrix.Versions.SelectMany(v => At(v, regression))];

    /// <summary>The address of a cell's records and evidence; of so many cells that each letter counts, of the folder above.</summary>
    public string FilesOf(MatrixCell cell) => Links.FolderOf(cell, upToTheRegression: ReasonLetters < MostReasonLetters / 8);

    /// <summary>How many letters of a reason are shown where each cell has its own.</summary>
    public int ReasonLetters { get; }

    /// <summary>The controls, by regression.</summary>
    public ILookup<string, RecordedRun> Controls { get; }

    /// <summary>Whether the run that is compared with had another verdict.</summary>
    public bool IsChanged(MatrixCell cell) => _changed.Contains(cell);

    /// <summary>What the catalogue says of a regression; null where a record names one that it does not have.</summary>
    public static Regression? Known(string regression) =>
        RegressionCatalogue.Default.Regressions.FirstOrDefault(r => r.Id == regression);
}
