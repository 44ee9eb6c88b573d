namespace IstioRegressions.Catalogue;

/// <summary>One documented upstream behaviour, as fixtures-yaml/catalogue.yaml describes it.</summary>
/// <param name="Id">The name: the folder of its manifests, the trait of its scenario.</param>
/// <param name="Title">The wrong outcome in one sentence. Reproduced always means that this was seen.</param>
/// <param name="Upstream">Issues and pull requests, as <c>istio/istio#25309</c>.</param>
/// <param name="Needs">What a mesh must be able to do.</param>
/// <param name="Applies">The versions at which the question makes sense.</param>
/// <param name="Affected">Versions expected to show it; empty for a documented behaviour that must hold.</param>
/// <param name="Unaffected">Versions expected not to.</param>
/// <param name="Reported">The version of the published report.</param>
/// <param name="Defect">
/// The defect of the reference that misbehaves this way; null where each affected range names its own, or where the
/// reference lacks what is needed.
/// </param>
/// <param name="Limit">The count above which the outcome is wrong, where the title names one.</param>
/// <param name="HealedByFiles">
/// Versions whose pilot, where it reads its configuration from files, announces unchanged objects anew and so hides the
/// wrong outcome: on the environment native, not to see it says nothing there.
/// </param>
/// <param name="Aspects">What some theories ask, of which other versions are expected to show it.</param>
/// <param name="Alike">Defects of the reference, beside those of the affected ranges, that come to the same.</param>
public sealed record Regression(
    string Id,
    string Title,
    IReadOnlyList<string> Upstream,
    Capabilities Needs,
    VersionRange Applies,
    IReadOnlyList<CataloguedRange> Affected,
    IReadOnlyList<CataloguedRange> Unaffected,
    IstioVersion Reported,
    string? Defect,
    int? Limit = null,
    VersionRange? HealedByFiles = null,
    IReadOnlyList<Aspect>? Aspects = null,
    IReadOnlyList<string>? Alike = null)
{
    /// <summary>The regression as theories of an aspect ask for it; null for the other theories.</summary>
    /// <exception cref="KeyNotFoundException">There is no such aspect; the message lists those that there are.</exception>
    public Regression At(string? aspect)
    {
        if (aspect is null)
        {
            return this;
        }

        var asked = Aspects?.FirstOrDefault(a => a.Name == aspect)
            ?? throw new KeyNotFoundException($"the regression '{Id}' has no aspect '{aspect}', it has [{string.Join(", ", (Aspects ?? []).Select(a => a.Name))}]");
        return this with { Affected = asked.Affected, Unaffected = asked.Unaffected, Defect = asked.Defect, Alike = asked.Alike };
    }

    /// <summary>
    /// The defects of the reference that misbehave this way, each with the wrong outcome that it shows where the regression
    /// names several; none where the reference lacks what is needed.
    /// </summary>
    public IReadOnlyList<(string Defect, string? Outcome)> Defects =>
    [
        .. Affected.Select(a => (Name: a.Defect, a.Outcome))
            .Append((Name: Defect, Outcome: null))
            .Where(d => d.Name is not null)
            .DistinctBy(d => d.Name, StringComparer.Ordinal)
            .Select(d => (d.Name!, d.Outcome)),
    ];

    /// <summary>What is expected of a version.</summary>
    public Expectation Expect(IstioVersion version)
    {
        if (Affected.FirstOrDefault(a => a.Range.Contains(version)) is { } affected)
        {
            return new Expectation(ExpectationKind.Affected, affected.Basis, affected.Outcome, affected.Push);
        }

        return Unaffected.FirstOrDefault(u => u.Range.Contains(version)) is { } unaffected
            ? new Expectation(ExpectationKind.Unaffected, unaffected.Basis, unaffected.Outcome, unaffected.Push)
            : new Expectation(ExpectationKind.None);
    }

    /// <summary>
    /// The versions that a scenario runs at when none are asked for: of each affected range the last release and the
    /// first release after it; where one does not exist, the version of the published report.
    /// </summary>
    public IReadOnlyList<IstioVersion> DefaultVersions(IEnumerable<IstioVersion> releases)
    {
        var known = releases.Where(Applies.Contains).Order().ToList();
        var chosen = new SortedSet<IstioVersion>();
        foreach (var affected in Affected)
        {
            chosen.Add(known.LastOrDefault(v => affected.Range.Contains(v)) ?? Reported);
            chosen.Add(known.FirstOrDefault(affected.Range.IsBefore) ?? Reported);
        }

        if (chosen.Count == 0)
        {
            chosen.Add(Reported);
        }

        return [.. chosen];
    }
}
