namespace IstioRegressions.Verdicts;

/// <summary>What a scenario concluded, and why.</summary>
/// <param name="Kind">Reproduced, absent or inconclusive.</param>
/// <param name="Reason">One sentence with the values that were seen.</param>
/// <param name="Outcome">Which wrong outcome was seen, where the regression names several.</param>
public sealed record Verdict(VerdictKind Kind, string Reason, string? Outcome = null)
{
    /// <summary>The documented wrong outcome was seen.</summary>
    public static Verdict Reproduced(string reason, string? outcome = null) => new(VerdictKind.Reproduced, reason, outcome);

    /// <summary>The documented right outcome was seen.</summary>
    public static Verdict Absent(string reason) => new(VerdictKind.Absent, reason);

    /// <summary>Neither was seen.</summary>
    public static Verdict Inconclusive(string reason) => new(VerdictKind.Inconclusive, reason);

    /// <summary>"Absent: the reason", "Reproduced (stale): the reason".</summary>
    public override string ToString() => $"{Kind}{(Outcome is null ? "" : $" ({Outcome})")}: {Reason}";
}
