using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports;

/// <summary>One regression at one version in one environment: all its runs, and what they come to.</summary>
/// <param name="Regression">The regression's id.</param>
/// <param name="Version">The Istio version.</param>
/// <param name="Environment">Where the meshes came from.</param>
/// <param name="Runs">The records, each with its folder; of several attempts of a case the last one counts.</param>
public sealed record MatrixCell(string Regression, string Version, string Environment, IReadOnlyList<RecordedRun> Runs)
{
    /// <summary>The last attempt of each case: what counts.</summary>
    public IReadOnlyList<RecordedRun> Latest =>
        [.. Runs.GroupBy(r => r.Record.Case, StringComparer.Ordinal).Select(attempts => attempts.MaxBy(r => r.Record.Attempt)!)];

    /// <summary>The one of them that gave the verdict; the first of them where there is none.</summary>
    public RecordedRun Deciding => Verdict is { } verdict ? Latest.First(r => r.Record.Conclusion == verdict) : Latest[0];

    // Cases of different aspects may be expected to come to different verdicts, and are judged apart.
    private IEnumerable<Judgement> Judgements =>
        Latest.Where(r => r.Record.Conclusion is not null)
            .GroupBy(r => r.Record.Aspect, (_, cases) => cases.ToList())
            .Select(cases => cases.Select(c => c.Record.Conclusion!).Together().Against(cases[0].Record.Expectation));

    /// <summary>Whether a run is still under way.</summary>
    public bool IsRunning => Latest.Any(r => r.Record is { State: RecordState.Running, Conclusion: null });

    /// <summary>The verdict of the cases together; null where none was run to an end.</summary>
    public Verdict? Verdict
    {
        get
        {
            var verdicts = Latest.Select(r => r.Record.Conclusion).OfType<Verdict>().ToList();
            return verdicts.Count == 0 ? null : verdicts.Together();
        }
    }

    /// <summary>What the verdict means beside the expectation.</summary>
    public Judgement Judgement =>
        Verdict is null ? Judgement.NotRun
        : Quarantine is not null ? Judgement.Quarantined
        : Worst(Judgements);

    /// <summary>Why the verdict is shown apart; null where it is judged.</summary>
    public Quarantine? Quarantine => Latest[0].Record.Quarantine;

    /// <summary>Why it was not run; null where it was.</summary>
    public string? NotRun => Verdict is null ? Latest.Select(r => r.Record.NotRun).FirstOrDefault(why => why is not null) : null;

    /// <summary>The longest of the cases, from the start of the mesh to the verdict, in seconds; null where there is none.</summary>
    public double? Seconds => Latest.Max(r => r.Record.Seconds);

    private static Judgement Worst(IEnumerable<Judgement> judgements) =>
        judgements.MinBy(j => j switch { Judgement.Surprise => 0, Judgement.Inconclusive => 1, Judgement.AsExpected => 2, _ => 3 });
}
