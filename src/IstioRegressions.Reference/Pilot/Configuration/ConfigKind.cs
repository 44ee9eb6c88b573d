namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The kinds that this pilot serves, of networking.istio.io/v1alpha3.</summary>
internal enum ConfigKind
{
    ServiceEntry,
    WorkloadEntry,
    Gateway,
    VirtualService,
}
