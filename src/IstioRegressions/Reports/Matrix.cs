using System.Globalization;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>Verdict records put together as versions × regressions. Controls are no part of it.</summary>
public sealed class Matrix
{
    /// <summary>The line that every table over the reference carries.</summary>
    public const string ReferenceNote =
        "Environment reference: these verdicts say nothing about Istio itself. They say that the scenarios can tell.";

    /// <summary>What <see cref="Sign"/> means.</summary>
    public const string Legend = "R reproduced  A absent  ✓ as expected  ✗ surprise  ? inconclusive  · not run";

    private readonly ILookup<(string Version, string Regression), MatrixCell> _at;

    /// <summary>Puts records together.</summary>
    public Matrix(IEnumerable<RecordedRun> runs)
    {
        Cells =
        [
            .. runs.Where(r => r.Record.Control is null)
                .GroupBy(r => (r.Record.Environment, r.Record.Version, r.Record.Regression))
                .Select(g => new MatrixCell(g.Key.Regression, g.Key.Version, g.Key.Environment, [.. g])),
        ];
        _at = Cells.ToLookup(c => (c.Version, c.Regression));
        Versions = [.. Cells.Select(c => c.Version).Distinct(StringComparer.Ordinal).OrderBy(IstioVersion.Parse)];
        Regressions = [.. Cells.Select(c => c.Regression).Distinct(StringComparer.Ordinal).OrderBy(CatalogueOrder)];
    }

    /// <summary>All cells that have a record.</summary>
    public IReadOnlyList<MatrixCell> Cells { get; }

    /// <summary>The versions, the earliest first.</summary>
    public IReadOnlyList<string> Versions { get; }

    /// <summary>The regressions, in the catalogue's order.</summary>
    public IReadOnlyList<string> Regressions { get; }

    /// <summary>What must be said beside the table; null where nothing must.</summary>
    public string? Note => Cells.Any(c => c.Environment == "reference") ? ReferenceNote : null;

    /// <summary>What the signs of this matrix mean.</summary>
    public string Signs => Cells.Any(c => c.Judgement == Judgement.Quarantined) ? $"{Legend}  q quarantined" : Legend;

    /// <summary>The cells of a version and a regression: one an environment.</summary>
    public IEnumerable<MatrixCell> At(string version, string regression) => _at[(version, regression)];

    /// <summary>A cell in a few words: the verdict, a mark where it is not what was expected, the seconds.</summary>
    public static string Word(MatrixCell cell)
    {
        if (cell.Verdict is not { } verdict)
        {
            return cell.IsRunning ? "running" : "not run";
        }

        var outcome = verdict.Outcome is null ? "" : $" ({verdict.Outcome})";
        return string.Create(CultureInfo.InvariantCulture, $"{verdict.Kind.ToString().ToLowerInvariant()}{outcome}{Mark(cell.Judgement)} {cell.Seconds:0.0} s").TrimEnd();
    }

    /// <summary>A cell in two letters, which <see cref="Legend"/> explains.</summary>
    public static string Sign(MatrixCell cell) => cell.Verdict?.Kind switch
    {
        null => cell.IsRunning ? "…" : "·",
        VerdictKind.Inconclusive when cell.Judgement != Judgement.Quarantined => "?",
        VerdictKind.Inconclusive => "?q",
        var kind => (kind == VerdictKind.Reproduced ? "R" : "A") + cell.Judgement switch
        {
            Judgement.AsExpected => "✓",
            Judgement.Surprise => "✗",
            Judgement.Quarantined => "q",
            _ => "",
        },
    };

    /// <summary>A version as the heads of two rows have it: its minor, and what is left, "1.6" and "14".</summary>
    public static (string Minor, string Patch) Split(string version)
    {
        var parsed = IstioVersion.Parse(version);
        var minor = string.Create(CultureInfo.InvariantCulture, $"{parsed.Major}.{parsed.Minor}");
        return (minor, version[(minor.Length + 1)..]);
    }

    private static string Mark(Judgement judgement) => judgement switch
    {
        Judgement.AsExpected => " ✓",
        Judgement.Surprise => " ✗ surprise",
        Judgement.Inconclusive => " ?",
        Judgement.Quarantined => ", quarantined",
        _ => "",
    };

    private static int CatalogueOrder(string id)
    {
        var at = RegressionCatalogue.Default.Regressions.ToList().FindIndex(r => r.Id == id);
        return at < 0 ? int.MaxValue : at;
    }
}
