using IstioRegressions.Catalogue;

namespace IstioRegressions.Verdicts;

/// <summary>Compares verdicts with expectations, and puts the verdicts of several cases together.</summary>
public static class Judging
{
    /// <summary>What a verdict means beside an expectation. An unknown is never a pass, whatever was expected.</summary>
    public static Judgement Against(this Verdict verdict, Expectation expectation) => (verdict.Kind, expectation.Kind) switch
    {
        (VerdictKind.Inconclusive, _) => Judgement.Inconclusive,
        (_, ExpectationKind.None) => Judgement.NotJudged,
        (VerdictKind.Reproduced, ExpectationKind.Affected) when expectation.Outcome is null || expectation.Outcome == verdict.Outcome => Judgement.AsExpected,
        (VerdictKind.Absent, ExpectationKind.Unaffected) => Judgement.AsExpected,
        _ => Judgement.Surprise,
    };

    /// <summary>
    /// The verdict of a regression from those of its cases: reproduced if any case is; else inconclusive if any is; else absent.
    /// </summary>
    /// <exception cref="ArgumentException">There is no verdict.</exception>
    public static Verdict Together(this IEnumerable<Verdict> cases) =>
        cases.OrderBy(c => c.Kind switch { VerdictKind.Reproduced => 0, VerdictKind.Inconclusive => 1, _ => 2 }).FirstOrDefault()
        ?? throw new ArgumentException("a regression without a case has no verdict", nameof(cases));
}
