using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Reference.Pilot.Serving;

namespace IstioRegressions.Reference.Pilot;

/// <summary>The decisions that a defect replaces, each a function; chosen once, when the pilot is made.</summary>
/// <param name="EndpointSent">What an endpoint update sends for an instance.</param>
/// <param name="EntriesTouched">Which selecting entries a change of a WorkloadEntry concerns.</param>
/// <param name="ScopeOf">Which sidecar scope answers, in a proxy's namespace, for a changed service.</param>
/// <param name="GoesWith">Where an entry is deleted, and with it a source of a host's instances: which other source goes too.</param>
/// <param name="IsRemade">Whether an edit of a selecting entry makes the instances of its workloads anew.</param>
/// <param name="IsNews">Whether proxies are told of the endpoints that an edit changed.</param>
/// <param name="IsItsOwnEndpoint">Whether the hosts of a ServiceEntry are its endpoints.</param>
/// <param name="NeedsNewClusters">Whether an edit of a ServiceEntry concerns clusters although its services are the same.</param>
/// <param name="JoinPorts">The ports of a DNS host that have endpoints: those of its earlier entries, and those of the next.</param>
/// <param name="RenewsScope">Whether a full push of these changes gives a proxy the sidecar scope of the new state.</param>
/// <param name="HttpFaultOf">The fault that a request meets on a route of a VirtualService.</param>
/// <param name="TcpFaultOf">The fault that a connection meets on a route.</param>
/// <param name="MergeRoutes">The routes of one host of a Gateway, of its VirtualServices from the oldest on.</param>
/// <param name="HasTcpListener">Whether the ports of a service for TCP have listeners.</param>
/// <param name="PortConflicts">The Gateways whose ports others have.</param>
/// <param name="RouteConflicts">The VirtualServices that nothing would serve.</param>
/// <param name="PolicyConflicts">The DestinationRules against which servers are closed.</param>
/// <param name="TakesTcp">Whether a workload's port of that protocol takes connections that are no HTTP.</param>
/// <param name="TakesPlainProbes">Whether a workload's port for HTTP that takes mutual TLS alone takes the kubelet's probes in plain text.</param>
/// <param name="ListensForPods">Whether a service that leaves it to its clients which pod they call has a TCP listener for each pod that is known.</param>
/// <param name="NonceAcknowledged">The last push of a type that a client acknowledged, as /debug/syncz shows it.</param>
/// <param name="FirstScope">The sidecar scope of a proxy that connects.</param>
/// <param name="Refusal">Why a proxy is not served beside those that are connected; null where it is.</param>
/// <param name="ServesWhatIsThere">Whether the configuration that is there at the start is served.</param>
/// <param name="ClustersLogged">What is logged of the clusters that streams of endpoints ask for, when one of them is no longer asked for.</param>
/// <param name="StreamTold">How a flush of what proxies poll tells a stream of endpoints.</param>
internal sealed partial record Behaviour(
    Func<ServiceInstance, ServiceEndpoint> EndpointSent,
    Func<IEnumerable<SelectingEntry>, ConfigChange, IEnumerable<SelectingEntry>> EntriesTouched,
    Func<string, string, ScopeKey> ScopeOf,
    Func<InstanceSource, InstanceSource, bool> GoesWith,
    Func<ConfigChange, bool> IsRemade,
    Func<ConfigChange, bool> IsNews,
    Func<ServiceEntrySpec, bool> IsItsOwnEndpoint,
    Func<ServiceEntrySpec, ServiceEntrySpec, bool> NeedsNewClusters,
    Func<IEnumerable<int>, IEnumerable<int>, IEnumerable<int>> JoinPorts,
    Func<Proxy, IReadOnlySet<ConfigKey>, bool> RenewsScope,
    Func<VirtualServiceSpec, HttpRouteSpec, FaultSpec?> HttpFaultOf,
    Func<TcpRouteSpec, FaultSpec?> TcpFaultOf,
    Func<IReadOnlyList<VirtualServiceSpec>, IEnumerable<HttpRouteSpec>> MergeRoutes,
    Func<Service, bool> HasTcpListener,
    Func<IReadOnlyList<ConfigObject>, IEnumerable<(ConfigObject Object, string Problem)>> PortConflicts,
    Func<IReadOnlyList<ConfigObject>, IEnumerable<(ConfigObject Object, string Problem)>> RouteConflicts,
    Func<IReadOnlyList<ConfigObject>, IEnumerable<(ConfigObject Object, string Problem)>> PolicyConflicts,
    Func<Protocol, bool> TakesTcp,
    bool TakesPlainProbes,
    bool ListensForPods,
    Func<ServedSubscription, string> NonceAcknowledged,
    Func<PushContext, Proxy, SidecarScope> FirstScope,
    Func<Proxy, IEnumerable<Proxy>, string?> Refusal,
    bool ServesWhatIsThere,
    Func<EndpointClusters, IEnumerable<string>> ClustersLogged,
    Func<PushQueue, PushRequest, Task> StreamTold)
{
    /// <summary>Without a defect.</summary>
    public static Behaviour Sound { get; } = new(
        instance => instance.Endpoint,
        (entries, change) => entries.Where(e => e.Selects(change.Old) || e.Selects(change.New)),
        (proxyNamespace, _) => new ScopeKey(proxyNamespace, null),
        (deleted, other) => other == deleted,
        _ => true,
        _ => true,
        entry => entry is { Resolution: Resolution.Dns, Endpoints.Count: 0, Selector: null },
        (old, current) => SelectsOthers(old, current) || (current.Resolution == Resolution.Dns && !old.Endpoints.Equals(current.Endpoints)),
        (earlier, own) => earlier.Union(own),
        (_, _) => true,
        (_, route) => route.Fault,
        route => route.Fault,
        RoutesOf.LongestFirst,
        _ => true,
        Conflicts.OfPorts,
        Conflicts.OfRoutes,
        Conflicts.OfPolicies,
        _ => true,
        true,
        true,
        subscription => subscription.NonceAcked,
        (context, proxy) => context.Scopes.Of(proxy.Namespace),
        (_, _) => null,
        true,
        _ => [],
        (queue, push) =>
        {
            queue.Enqueue(push);
            return Task.CompletedTask;
        });

    /// <summary>What is wrong between objects that are valid each by itself.</summary>
    public IEnumerable<(ConfigObject Object, string Problem)> ConflictsIn(IReadOnlyList<ConfigObject> objects) => [.. PortConflicts(objects), .. RouteConflicts(objects), .. PolicyConflicts(objects)];
}
