namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Some of the endpoints of a host.</summary>
/// <param name="Name">What routes call them.</param>
/// <param name="Labels">The labels that they have; none for all of them.</param>
internal sealed record SubsetSpec(string Name, Map<string> Labels);
