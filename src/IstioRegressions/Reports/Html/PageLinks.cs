using IstioRegressions.Catalogue;

namespace IstioRegressions.Reports.Html;

/// <summary>Where things are: in the page, and beside it.</summary>
/// <param name="matrix">What the page shows.</param>
/// <param name="folder">Where the page will lie.</param>
internal sealed class PageLinks(Matrix matrix, string folder)
{
    private readonly Dictionary<string, int> _numbers = matrix.Regressions.Select((id, i) => (id, i)).ToDictionary(r => r.id, r => r.i + 1, StringComparer.Ordinal);

    private readonly bool _oneEnvironment = matrix.Cells.DistinctBy(c => c.Environment).Count() <= 1;

    /// <summary>The anchor of a regression's section.</summary>
    public string Of(string regression) => $"r{_numbers[regression]}";

    /// <summary>The anchor of a cell: short, because it is written twice for each.</summary>
    public string Of(MatrixCell cell) => $"{_numbers[cell.Regression]}-{IstioVersion.Parse(cell.Version)}{(_oneEnvironment ? "" : $"-{Letters(cell.Environment)}")}";

    /// <summary>Where a cell's records and evidence are: the folder that holds them all.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="upToTheRegression">Whether the folder of the regression is meant, which holds those of its cases.</param>
    public string FolderOf(MatrixCell cell, bool upToTheRegression)
    {
        var folders = cell.Runs.Select(r => r.Folder).ToList();
        var common = folders[0];
        while (!folders.TrueForAll(f => f == common || f.StartsWith(common + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            common = Path.GetDirectoryName(common)!;
        }

        var above = upToTheRegression ? common.LastIndexOf($"/{cell.Regression}/", StringComparison.Ordinal) : -1;
        return $"{Beside(above < 0 ? common : common[..(above + 1 + cell.Regression.Length)])}/";
    }

    /// <summary>A path as a relative address.</summary>
    public string Beside(string path)
    {
        var segments = Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString).ToList();

        // "a:b/c" would be an address of the scheme a.
        return segments[0].Contains('%', StringComparison.Ordinal) ? $"./{string.Join('/', segments)}" : string.Join('/', segments);
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));
}
