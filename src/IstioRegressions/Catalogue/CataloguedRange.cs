namespace IstioRegressions.Catalogue;

/// <summary>Versions that the catalogue expects the same of.</summary>
/// <param name="Range">The versions.</param>
/// <param name="Basis">What the statement rests on.</param>
/// <param name="Outcome">Which of several wrong outcomes is expected, where the regression names them.</param>
/// <param name="Push">How these versions answer the change under test.</param>
/// <param name="Defect">
/// The defect of the reference that misbehaves as these versions do: the range's own, or else the regression's; null
/// where neither names one.
/// </param>
public sealed record CataloguedRange(VersionRange Range, Basis Basis, string? Outcome, PushKind Push, string? Defect);
