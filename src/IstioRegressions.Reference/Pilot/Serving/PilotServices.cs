using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>What connections and debug pages are made of.</summary>
internal sealed record PilotServices(
    ConfigStore Store,
    Pusher Pusher,
    Behaviour Behaviour,
    ResourceGenerator Generator,
    EncodedResources Resources,
    ConnectionTable Connections,
    EndpointClusters EndpointClusters,
    Metrics Metrics,
    TimeProvider Time,
    Log Log);
