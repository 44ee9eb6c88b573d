namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Where connections go.</summary>
/// <param name="Ports">To any of these; nothing matches every port.</param>
/// <param name="Destinations">Where to, by weight.</param>
/// <param name="Fault">What is to happen to them on the way; null for nothing. Istio's API has no such field.</param>
internal sealed record TcpRouteSpec(Items<int> Ports, Items<DestinationSpec> Destinations, FaultSpec? Fault);
