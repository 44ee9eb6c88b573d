using System.Text.Json.Serialization;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Verdicts;

/// <summary>
/// What <c>verdict.json</c> says of one run of one scenario: the only interface between the tests and the tools.
/// fixtures-yaml/verdict.schema.json is its schema.
/// </summary>
public sealed record VerdictRecord
{
    /// <summary>The version of this form. A reader refuses any other.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this record's form.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The regression's id.</summary>
    public required string Regression { get; init; }

    /// <summary>The case: the theory, and the variant where it has several.</summary>
    public required string Case { get; init; }

    /// <summary>The aspect of the regression that was asked for; null for what the regression itself says.</summary>
    public string? Aspect { get; init; }

    /// <summary>Where the mesh came from: reference, native, k3s or cluster.</summary>
    public required string Environment { get; init; }

    /// <summary>The Istio version.</summary>
    public required string Version { get; init; }

    /// <summary>Counts the runs of the same case in the same run folder, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The control that this run is, for example <c>with-endpoint-port-from-service</c>; null for a run at a version.</summary>
    public string? Control { get; init; }

    /// <summary>How far the run has come.</summary>
    public required RecordState State { get; init; }

    /// <summary>The verdict; null unless decided.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Why the scenario was not run; null where it was.</summary>
    public string? NotRun { get; init; }

    /// <summary>What was expected.</summary>
    public required Expectation Expectation { get; init; }

    /// <summary>Why the verdict is shown apart and fails nothing; null where it is judged as all others are.</summary>
    public Quarantine? Quarantine { get; init; }

    /// <summary>When the run started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>From the start of the mesh until it served, in seconds; null where it never did.</summary>
    public double? ReadySeconds { get; init; }

    /// <summary>From the start of the mesh to the verdict, in seconds; null unless decided.</summary>
    public double? Seconds { get; init; }

    /// <summary>The process that ran it.</summary>
    public required RecordHost Host { get; init; }

    /// <summary>The command that repeats this run.</summary>
    public required string Command { get; init; }

    /// <summary>The files beside the record, relative to it.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>What the run came to. One still running whose host is gone is inconclusive.</summary>
    [JsonIgnore]
    public Judgement Judgement =>
        Conclusion is not { } verdict ? Judgement.NotRun
        : Quarantine is not null ? Judgement.Quarantined
        : verdict.Against(Expectation);

    /// <summary>Whether there is an answer, which a run that is resumed keeps; an unknown is none.</summary>
    [JsonIgnore]
    public bool IsDecided => Conclusion is { Kind: not VerdictKind.Inconclusive };

    /// <summary>The verdict as a reader should take it; null where the scenario was not run, or still runs.</summary>
    [JsonIgnore]
    public Verdict? Conclusion => State switch
    {
        RecordState.Decided => Verdict,
        RecordState.Running when !Host.IsAlive() => Verdicts.Verdict.Inconclusive("the test host ended before the verdict"),
        _ => null,
    };
}
