namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Where requests go.</summary>
/// <param name="Matches">Any of these; nothing matches everything.</param>
/// <param name="Destinations">Where to, by weight.</param>
/// <param name="Fault">What happens to them on the way; null for nothing.</param>
internal sealed record HttpRouteSpec(Items<UriMatch> Matches, Items<DestinationSpec> Destinations, FaultSpec? Fault);
