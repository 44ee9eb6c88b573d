namespace IstioRegressions.Verdicts;

/// <summary>What a verdict means beside what the catalogue expects.</summary>
public enum Judgement
{
    /// <summary>The verdict is the expected one.</summary>
    AsExpected,

    /// <summary>The verdict contradicts the catalogue.</summary>
    Surprise,

    /// <summary>Nothing was decided.</summary>
    Inconclusive,

    /// <summary>The catalogue expects nothing of this version: the verdict is information.</summary>
    NotJudged,

    /// <summary>The scenario is known to be unstable there: the verdict is shown apart, whatever it is.</summary>
    Quarantined,

    /// <summary>The scenario was not run.</summary>
    NotRun,
}
