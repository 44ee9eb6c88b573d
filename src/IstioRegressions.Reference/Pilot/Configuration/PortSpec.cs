namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>A port of a ServiceEntry, or of a Gateway's server.</summary>
/// <param name="Number">What clients connect to.</param>
/// <param name="Name">What endpoints call it.</param>
/// <param name="Protocol">As written; empty where the proxy is to find out.</param>
/// <param name="TargetPort">The port of workloads that give none of their own; 0 where it is <paramref name="Number"/>.</param>
internal sealed record PortSpec(int Number, string Name, string Protocol, int TargetPort);
