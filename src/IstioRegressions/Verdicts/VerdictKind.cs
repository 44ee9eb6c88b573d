namespace IstioRegressions.Verdicts;

/// <summary>What a scenario concluded.</summary>
public enum VerdictKind
{
    /// <summary>The documented wrong outcome was seen.</summary>
    Reproduced,

    /// <summary>The documented right outcome was seen.</summary>
    Absent,

    /// <summary>Neither was seen: an unknown is not a pass.</summary>
    Inconclusive,
}
