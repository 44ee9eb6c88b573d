using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>One cell in two runs.</summary>
/// <param name="Before">What it was in the run that is compared with; null where that run has no such cell.</param>
/// <param name="Now">What it is; null where this run has no such cell.</param>
public sealed record CellChange(MatrixCell? Before, MatrixCell? Now)
{
    /// <summary>From which factor on a cell counts as slower.</summary>
    public const double SlowerFactor = 1.5;

    /// <summary>From how many more seconds on a cell counts as slower: below, a busy machine alone makes it.</summary>
    public const double SlowerSeconds = 1;

    /// <summary>The cell, as it is now where there is one.</summary>
    public MatrixCell Cell => Now ?? Before ?? throw new InvalidOperationException("a change is of a cell");

    /// <summary>Whether both runs have the cell and its verdict, its outcome or what the verdict means is another.</summary>
    public bool IsOtherVerdict => Before is not null && Now is not null && Said(Before) != Said(Now);

    /// <summary>Whether both runs decided it and it took so much longer that the machine alone does not explain it.</summary>
    public bool IsSlower => Before?.Seconds is { } before && Now?.Seconds is { } now && now >= before * SlowerFactor && now - before >= SlowerSeconds;

    private static (VerdictKind?, string?, Judgement) Said(MatrixCell cell) => (cell.Verdict?.Kind, cell.Verdict?.Outcome, cell.Judgement);
}
