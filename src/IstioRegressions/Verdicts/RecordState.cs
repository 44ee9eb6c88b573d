namespace IstioRegressions.Verdicts;

/// <summary>How far the run that a record describes has come.</summary>
public enum RecordState
{
    /// <summary>The scenario is under way. Once its host is gone, the verdict is inconclusive.</summary>
    Running,

    /// <summary>There is a verdict.</summary>
    Decided,

    /// <summary>The scenario was not run; the record has the reason.</summary>
    NotRun,
}
