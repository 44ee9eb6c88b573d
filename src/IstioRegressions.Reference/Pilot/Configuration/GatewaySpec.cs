namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The spec of a Gateway.</summary>
/// <param name="Selector">The labels of the routers that it is for; empty for all of them.</param>
/// <param name="Servers">What they listen on.</param>
internal sealed record GatewaySpec(Map<string> Selector, Items<GatewayServer> Servers);
