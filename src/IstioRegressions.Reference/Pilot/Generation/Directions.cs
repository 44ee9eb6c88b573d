namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Envoy's TrafficDirection.</summary>
internal static class Directions
{
    public const int Inbound = 1;
    public const int Outbound = 2;
}
