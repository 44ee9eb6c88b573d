using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>Cells of one regression that say the same: one verdict against one expectation, repeated by one command.</summary>
/// <param name="Cells">The cells, the earliest version first.</param>
internal sealed record CellGroup(IReadOnlyList<MatrixCell> Cells)
{
    /// <summary>Any of them: what is the same in all.</summary>
    public MatrixCell First => Cells[0];

    /// <summary>The command that repeats any of them; a null letter stands for the version.</summary>
    public string Command => CommandOf(First);

    /// <summary>The reason, where all have the same but for their version, for which a null letter stands; else null.</summary>
    public string? Reason => ReasonOf(First) is var reason && Cells.Skip(1).All(c => ReasonOf(c) == reason) ? reason : null;

    /// <summary>The groups of a regression, what needs a look first.</summary>
    /// <param name="cells">Its cells, by version.</param>
    public static IReadOnlyList<CellGroup> Of(IEnumerable<MatrixCell> cells) =>
    [
        .. cells
            .GroupBy(c => (c.Environment, Verdict: CellWords.Verdict(c), c.Judgement, Expectation: c.Deciding.Record.Expectation.ToString(), Command: CommandOf(c)))
            .Select(g => new CellGroup([.. g]))
            .OrderBy(g => Rank(g.First)),
    ];

    /// <summary>How soon a cell wants to be looked at.</summary>
    public static int Rank(MatrixCell cell) => cell.Judgement switch
    {
        Judgement.Surprise => 0,
        Judgement.Inconclusive => 1,
        Judgement.Quarantined => 4,
        Judgement.NotRun => 5,
        _ => cell.Verdict?.Kind == VerdictKind.Reproduced ? 2 : 3,
    };

    private static string CommandOf(MatrixCell cell) => CellWords.Template(Whole(cell.Deciding.Record.Command), cell.Version);

    private static string ReasonOf(MatrixCell cell) => CellWords.Template(Whole(CellWords.Reason(cell)), cell.Version);

    // A null letter of the text's own would be taken for a version's place.
    private static string Whole(string text) => text.Replace('\0', ' ');
}
