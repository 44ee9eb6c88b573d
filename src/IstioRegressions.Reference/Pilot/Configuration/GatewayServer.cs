namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>One server of a Gateway.</summary>
/// <param name="Port">Where it listens.</param>
/// <param name="Hosts">The hosts that it serves.</param>
internal sealed record GatewayServer(PortSpec Port, Items<string> Hosts);
