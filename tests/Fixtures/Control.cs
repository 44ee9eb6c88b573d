using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Fixtures;

/// <summary>A run on the reference that proves that a scenario can tell: with the defect, without any, with all the others that let the process live.</summary>
/// <param name="Name">For people and for the record's path.</param>
/// <param name="Defects">The defects that are on.</param>
/// <param name="Expected">The verdict that the scenario must reach.</param>
/// <param name="Outcome">Which wrong outcome it must see, where the regression names several.</param>
public sealed record Control(string Name, IReadOnlyList<string> Defects, VerdictKind Expected, string? Outcome = null)
{
    /// <summary>The controls of a regression; none where the reference cannot show it.</summary>
    public static IReadOnlyList<Control> Of(Regression regression) => regression.Defects is { Count: > 0 } defects
        ?
        [
            .. defects.Select(d => new Control($"with-{d.Defect}", [d.Defect], VerdictKind.Reproduced, d.Outcome)),
            new("with-no-defect", [], VerdictKind.Absent),
            new("with-every-other-defect", [.. ReferenceDefects.All.Keys.Except(defects.Select(d => d.Defect)).Except(regression.Alike ?? []).Except(ReferenceDefects.ThatEndTheProcess)], VerdictKind.Absent),
        ]
        : [];
}
