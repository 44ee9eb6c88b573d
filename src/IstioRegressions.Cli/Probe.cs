using IstioRegressions.Catalogue;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli;

/// <summary>One verdict of a bisection.</summary>
/// <param name="Release">The release that was judged.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Seconds">From the start of the mesh to the verdict; null where none was reached.</param>
/// <param name="Evidence">The folder of the record and its evidence; null where there is none.</param>
internal sealed record Probe(IstioVersion Release, Verdict Verdict, double? Seconds, string? Evidence)
{
    /// <summary>What a release's cell says; a cell that is not there says nothing.</summary>
    public static Probe Of(IstioVersion release, MatrixCell? cell) => new(
        release,
        cell?.Verdict ?? Verdict.Inconclusive(cell?.NotRun ?? "the test host ended without a verdict; see test-host.log"),
        cell?.Seconds,
        cell?.Runs.FirstOrDefault(r => r.Record.Conclusion is { } verdict && verdict == cell.Verdict)?.Folder);
}
