namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>A port that clients of a service use.</summary>
internal sealed record ServicePort(string Name, int Number, Protocol Protocol);
