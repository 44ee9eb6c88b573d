using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Fixtures;

/// <summary>A run on the reference that proves that a scenario can tell: with the defect, without any, with all the others that let the process live.</summary>
/// <param name="Name">For people and for the record's path.</param>
/// <param name="Defects">The defects that are on.</param>
/// <param name="Expected">The verdict that the scenario must reach.</param>
public sealed record Control(string Name, IReadOnlyList<string> Defects, VerdictKind Expected)
{
    /// <summary>The controls of a regression; none where the reference cannot show it.</summary>
    public static IReadOnlyList<Control> Of(Regression regression) => regression.Defect is { } defect
        ?
        [
            new($"with-{defect}", [defect], VerdictKind.Reproduced),
            new("with-no-defect", [], VerdictKind.Absent),
            new("with-every-other-defect", [.. ReferenceDefects.All.Keys.Where(other => other != defect && !ReferenceDefects.ThatEndTheProcess.Contains(other))], VerdictKind.Absent),
        ]
        : [];
}
