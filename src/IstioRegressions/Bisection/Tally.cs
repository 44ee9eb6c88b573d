using IstioRegressions.Verdicts;

namespace IstioRegressions.Bisection;

/// <summary>The verdicts on one release, counted.</summary>
/// <param name="Reproduced">How often the regression was seen.</param>
/// <param name="Absent">How often it was not.</param>
/// <param name="Inconclusive">How often nothing was decided.</param>
public sealed record Tally(int Reproduced = 0, int Absent = 0, int Inconclusive = 0)
{
    /// <summary>How often something was decided.</summary>
    public int Decided => Reproduced + Absent;

    /// <summary>Whether it is not worth another try: more often than not, nothing was decided.</summary>
    public bool IsHopeless => Inconclusive > Decided;

    /// <summary>With one verdict more.</summary>
    public Tally With(VerdictKind verdict) => verdict switch
    {
        VerdictKind.Reproduced => this with { Reproduced = Reproduced + 1 },
        VerdictKind.Absent => this with { Absent = Absent + 1 },
        _ => this with { Inconclusive = Inconclusive + 1 },
    };

    /// <summary>For people: "reproduced 3 of 10, absent 7", "absent 1 of 1", "not judged".</summary>
    public override string ToString()
    {
        var total = Decided + Inconclusive;
        (string Word, int Count)[] counts = [("reproduced", Reproduced), ("absent", Absent), ("inconclusive", Inconclusive)];
        return total == 0 ? "not judged" : $"{string.Join(", ", counts.Where(c => c.Count > 0).Select(c => $"{c.Word} {c.Count}"))} of {total}";
    }
}
