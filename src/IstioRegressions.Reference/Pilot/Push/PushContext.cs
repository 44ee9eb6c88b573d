using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>The state of the mesh that a full push made, which every later push is generated from until the next full one.</summary>
/// <param name="Version">What its pushes say they are.</param>
/// <param name="Services">All services, those of older entries first.</param>
/// <param name="Scopes">What each namespace sees of them.</param>
/// <param name="DnsPorts">The ports that have endpoints, of each service that DNS finds.</param>
/// <param name="Gateways">All Gateways, in the order of their keys.</param>
/// <param name="VirtualServices">What they give calls.</param>
/// <param name="DestinationRules">What the clients of services follow.</param>
/// <param name="MutualTls">Who takes mutual TLS alone.</param>
/// <param name="Behaviour">The decisions that a defect replaces.</param>
internal sealed record PushContext(
    string Version,
    IReadOnlyList<Service> Services,
    SidecarScopes Scopes,
    IReadOnlyDictionary<ServiceKey, IReadOnlySet<int>> DnsPorts,
    IReadOnlyList<ConfigObject> Gateways,
    VirtualServices VirtualServices,
    DestinationRules DestinationRules,
    MutualTls MutualTls,
    Behaviour Behaviour)
{
    /// <summary>The state that a configuration makes.</summary>
    public static PushContext Of(string version, IReadOnlyList<Service> services, IReadOnlyList<ConfigObject> objects, Behaviour behaviour) => new(
        version,
        services,
        new SidecarScopes(services, behaviour.ScopeOf),
        services.Where(s => s.Resolution == Resolution.Dns)
            .GroupBy(s => s.Key, s => s.Ports.Select(p => p.Number))
            .ToDictionary(ofHost => ofHost.Key, IReadOnlySet<int> (ofHost) => ofHost.Aggregate(behaviour.JoinPorts).ToHashSet()),
        [.. objects.Where(o => o.Kind == ConfigKind.Gateway)],
        new VirtualServices(objects, behaviour),
        new DestinationRules(objects),
        new MutualTls(objects),
        behaviour);
}
