namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The kinds that this pilot serves: of security.istio.io/v1beta1 the last, the others of networking.istio.io/v1alpha3.</summary>
internal enum ConfigKind
{
    ServiceEntry,
    WorkloadEntry,
    Gateway,
    VirtualService,
    DestinationRule,
    PeerAuthentication,
}
