namespace IstioRegressions.Catalogue;

/// <summary>What the catalogue says of one regression at one version.</summary>
/// <param name="Kind">Affected, unaffected, or nothing said.</param>
/// <param name="Basis">What it rests on; null where nothing is said.</param>
/// <param name="Outcome">Which wrong outcome is expected, where the regression names several.</param>
/// <param name="Push">How the version answers the change under test.</param>
public sealed record Expectation(ExpectationKind Kind, Basis? Basis = null, string? Outcome = null, PushKind Push = PushKind.Endpoints)
{
    /// <summary>For people: "affected (git)", "unaffected (measured)", "no expectation".</summary>
    public override string ToString() => Kind switch
    {
        ExpectationKind.Affected => $"affected{Because}",
        ExpectationKind.Unaffected => $"unaffected{Because}",
        _ => "no expectation",
    };

    private string Because => Basis is { } basis
        ? $" ({basis.ToString().ToLowerInvariant()}{(Outcome is null ? "" : $", {Outcome}")})"
        : "";
}
