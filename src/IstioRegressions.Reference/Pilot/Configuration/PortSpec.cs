namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>A port of a ServiceEntry; <paramref name="Protocol"/> as written, empty where the proxy is to find out.</summary>
internal sealed record PortSpec(int Number, string Name, string Protocol);
