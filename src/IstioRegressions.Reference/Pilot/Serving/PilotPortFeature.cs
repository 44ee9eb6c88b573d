namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Carries the address from a connection to its requests.</summary>
internal sealed record PilotPortFeature(PilotPort Port);
