namespace IstioRegressions.Catalogue;

/// <summary>One scenario that is quarantined on one environment.</summary>
/// <param name="Regression">The regression's id.</param>
/// <param name="Environment">The environment's name, in lower case.</param>
/// <param name="Versions">The versions that it is about; null for all of them, and for the controls.</param>
/// <param name="Quarantine">Why, until when, and where it is worked on.</param>
public sealed record QuarantineEntry(string Regression, string Environment, VersionRange? Versions, Quarantine Quarantine)
{
    /// <summary>"crd-count on native, [1.6.0, 1.8.0)".</summary>
    public string Name => $"{Regression} on {Environment}{(Versions is null ? "" : $", {Versions}")}";

    /// <summary>Whether it no longer holds.</summary>
    public bool IsExpired(TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) > Quarantine.Expires;

    /// <summary>For people: name, date, link and reason.</summary>
    public override string ToString() => $"{Name}, {Quarantine}";
}
