namespace IstioRegressions.Catalogue;

/// <summary>
/// What some theories of a regression's scenario ask beside the others, of which other versions are expected to show it: with
/// load what the others ask without, or on Kubernetes what is decided there.
/// </summary>
/// <param name="Name">Its name, by which a theory says that it is of this aspect.</param>
/// <param name="Affected">Versions expected to show it.</param>
/// <param name="Unaffected">Versions expected not to.</param>
/// <param name="Defect">The defect of the reference that misbehaves this way; null where each affected range names its own, or the reference lacks what is needed.</param>
/// <param name="Alike">Other defects of the reference that come to the same.</param>
public sealed record Aspect(
    string Name,
    IReadOnlyList<CataloguedRange> Affected,
    IReadOnlyList<CataloguedRange> Unaffected,
    string? Defect,
    IReadOnlyList<string> Alike);
