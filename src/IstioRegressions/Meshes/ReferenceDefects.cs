namespace IstioRegressions.Meshes;

/// <summary>The faults that the reference can have, by name: those of its pilot (option <c>--defects</c>), and those of its proxies.</summary>
public static class ReferenceDefects
{
    /// <summary>An endpoint update carries the service's port.</summary>
    public const string EndpointPortFromService = "endpoint-port-from-service";

    /// <summary>A WorkloadEntry that lost its labels stays an endpoint.</summary>
    public const string SelectorForgetsOldLabels = "selector-forgets-old-labels";

    /// <summary>Memory grows with the square of the number of hosts.</summary>
    public const string SidecarScopePerHost = "sidecar-scope-per-host";

    /// <summary>Deleting an entry takes the listed endpoints of the other entries of its host too.</summary>
    public const string DeletionEmptiesSharedHost = "deletion-empties-shared-host";

    /// <summary>Deleting an entry leaves its listed endpoints to the other entries of its host.</summary>
    public const string DeletionKeepsSharedHost = "deletion-keeps-shared-host";

    /// <summary>Deleting an entry takes the workloads that it selects from the other entries of its host too.</summary>
    public const string WorkloadKeyWithoutEntry = "workload-key-without-entry";

    /// <summary>Nobody is told of the new port of a WorkloadEntry.</summary>
    public const string WorkloadComparisonIgnoresPorts = "workload-comparison-ignores-ports";

    /// <summary>Nobody is told of the new targetPort of a ServiceEntry.</summary>
    public const string EntryComparisonIgnoresTargetPort = "entry-comparison-ignores-target-port";

    /// <summary>Nobody ever gets the new targetPort of a ServiceEntry that selects workloads.</summary>
    public const string EntryEditForgetsWorkloads = "entry-edit-forgets-workloads";

    /// <summary>A DNS ServiceEntry that selects workloads has its own host as an endpoint as well.</summary>
    public const string HostBesideSelected = "host-beside-selected";

    /// <summary>Other endpoints of a DNS ServiceEntry do not reach its cluster.</summary>
    public const string DnsEndpointsOutsideClusters = "dns-endpoints-outside-clusters";

    /// <summary>Of several DNS ServiceEntries of one host, only the last has endpoints.</summary>
    public const string DnsPortsOfLastEntry = "dns-ports-of-last-entry";

    /// <summary>A gateway does not learn of the services that change together with a Gateway.</summary>
    public const string GatewayChangeKeepsScope = "gateway-change-keeps-scope";

    /// <summary>A map of the streams of endpoints is read without its lock.</summary>
    public const string EndpointStreamsUnlocked = "endpoint-streams-unlocked";

    /// <summary>What is flushed waits for clients that do not read.</summary>
    public const string FlushWaitsForReaders = "flush-waits-for-readers";

    /// <summary>An HTTP fault of one route is met on all routes.</summary>
    public const string FaultOnEveryRoute = "fault-on-every-route";

    /// <summary>An abort with a whole percentage aborts nothing.</summary>
    public const string AbortPercentForgotten = "abort-percent-forgotten";

    /// <summary>A fault of a TCP route has no effect.</summary>
    public const string TcpFaultIgnored = "tcp-fault-ignored";

    /// <summary>A VirtualService shadows longer paths of a later one.</summary>
    public const string RoutesInOrder = "routes-in-order";

    /// <summary>The second VirtualService of a host has no routes on a gateway.</summary>
    public const string SecondVirtualServiceDropped = "second-virtual-service-dropped";

    /// <summary>A TCP port of a service without an address has no listener.</summary>
    public const string TcpNeedsAddress = "tcp-needs-address";

    /// <summary>A Gateway whose port another has is lost without a word.</summary>
    public const string GatewayPortTakenSilently = "gateway-port-taken-silently";

    /// <summary>A VirtualService that nothing serves is taken without a word.</summary>
    public const string RouteWithoutGatewayAccepted = "route-without-gateway-accepted";

    /// <summary>A DestinationRule against a policy is taken without a word.</summary>
    public const string PolicyConflictAccepted = "policy-conflict-accepted";

    /// <summary>A port that is declared as HTTP takes nothing else.</summary>
    public const string HttpPortsTakeHttpAlone = "http-ports-take-http-alone";

    /// <summary>A port that takes mutual TLS alone takes no probe in plain text.</summary>
    public const string PlainProbesRefused = "plain-probes-refused";

    /// <summary>The pods of headless services that share a port share the listener of the first.</summary>
    public const string PodsShareOneListener = "pods-share-one-listener";

    /// <summary>Every proxy is said to have what it was sent.</summary>
    public const string SentCountsAsAcknowledged = "sent-counts-as-acknowledged";

    /// <summary>A proxy that connects again sees the services that it saw before.</summary>
    public const string ScopeKeptForNode = "scope-kept-for-node";

    /// <summary>Proxies of another version than the connected ones are refused.</summary>
    public const string OneProxyVersionServed = "one-proxy-version-served";

    /// <summary>A pilot that is started serves none of the objects that are there, each until it changes.</summary>
    public const string StartForgetsConfiguration = "start-forgets-configuration";

    /// <summary>A sidecar ends on SIGTERM at once.</summary>
    public const string SidecarExitsAtOnce = "sidecar-exits-at-once";

    /// <summary>A sidecar takes no new connection from SIGTERM on.</summary>
    public const string SidecarRefusesAtOnce = "sidecar-refuses-at-once";

    /// <summary>A sidecar goes on after SIGTERM, and not for as long as its application.</summary>
    public const string SidecarEndsBeforeApplication = "sidecar-ends-before-application";

    /// <summary>A sidecar asks the control plane's pod for its configuration, and not its Service.</summary>
    public const string BootstrapPinsPodAddress = "bootstrap-pins-pod-address";

    /// <summary>Those of the proxies; the others are the pilot's.</summary>
    public static IReadOnlySet<string> OfSidecars { get; } =
        new HashSet<string>(StringComparer.Ordinal) { SidecarExitsAtOnce, SidecarRefusesAtOnce, SidecarEndsBeforeApplication, BootstrapPinsPodAddress };

    /// <summary>Those that end the process: no scenario about anything else gets to its verdict with one of them.</summary>
    public static IReadOnlySet<string> ThatEndTheProcess { get; } = new HashSet<string>(StringComparer.Ordinal) { EndpointStreamsUnlocked };

    /// <summary>All names, of pilot and proxies, each with one sentence that says what goes wrong.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [EndpointPortFromService] =
            "An endpoint push carries the port of the service in place of the endpoint's own, until a full push corrects it.",
        [SelectorForgetsOldLabels] =
            "A change of a WorkloadEntry is matched by its new labels only, so one that lost its labels stays an endpoint, even when deleted.",
        [SidecarScopePerHost] =
            "The default sidecar scope is kept once per host in place of once per namespace, each with the keys of all hosts.",
        [DeletionEmptiesSharedHost] =
            "Listed endpoints are forgotten by host: deleting one of two ServiceEntries of a host takes those of the other too.",
        [DeletionKeepsSharedHost] =
            "Listed endpoints are forgotten with the last ServiceEntry of a host: deleting one of two leaves its endpoints.",
        [WorkloadKeyWithoutEntry] =
            "A selected workload is kept by host and not by the entry that selects it: deleting one of two entries takes it from the other.",
        [WorkloadComparisonIgnoresPorts] =
            "An edit of a WorkloadEntry is no news where only its ports differ: who is connected keeps the old ones, who connects gets the new.",
        [EntryComparisonIgnoresTargetPort] =
            "An edit of a ServiceEntry is no news where only targetPorts differ: who is connected keeps the old ones, who connects gets the new.",
        [EntryEditForgetsWorkloads] =
            "An edit of a ServiceEntry that leaves its services as they are makes anew the endpoints that it lists, and not those that it selects.",
        [HostBesideSelected] =
            "The host of a DNS ServiceEntry counts as its endpoint even where a workloadSelector finds others, so its cluster lists both.",
        [DnsEndpointsOutsideClusters] =
            "Other endpoints of a DNS ServiceEntry are sent as an endpoint push, which no DNS cluster is built from, so the cluster stays as it was.",
        [DnsPortsOfLastEntry] =
            "The ports that have endpoints are kept once per DNS host, and each ServiceEntry of the host replaces those of the one before.",
        [GatewayChangeKeepsScope] =
            "A push that carries a Gateway renews a router's Gateways and not its sidecar scope, so new services have clusters without endpoints.",
        [EndpointStreamsUnlocked] =
            "Whoever drops a stream of endpoints writes the map of all of them into the log without taking its lock, and the process dies when it is changed meanwhile.",
        [FlushWaitsForReaders] =
            "A flush of the pages of clusters and routes also hands a push to each stream of endpoints, and waits until its client has read the one before; nothing is flushed meanwhile.",
        [FaultOnEveryRoute] =
            "The first fault of a VirtualService is met on each of its routes, whichever it was written for.",
        [AbortPercentForgotten] =
            "An abort whose percentage is the whole number percent is sent without one, so it aborts no request.",
        [TcpFaultIgnored] =
            "A fault of a TCP route is taken and left out: connections go where they went before.",
        [RoutesInOrder] =
            "The routes of several VirtualServices of a gateway's host follow each other from the oldest on, so a short path takes the calls of a longer one.",
        [SecondVirtualServiceDropped] =
            "Of several VirtualServices of a gateway's host, only the oldest has routes.",
        [TcpNeedsAddress] =
            "A service without an address has no listener for its TCP ports, so connections pass it by.",
        [GatewayPortTakenSilently] =
            "A Gateway that wants a port for TCP which another has is taken, and the port stays the other's.",
        [RouteWithoutGatewayAccepted] =
            "A VirtualService for a Gateway that is not there is taken, and no router has its routes.",
        [PolicyConflictAccepted] =
            "A DestinationRule that disables mutual TLS to servers that take nothing else is taken, and every call is lost.",
        [HttpPortsTakeHttpAlone] =
            "A workload's port that is declared as HTTP has no filter chain for what is none, so plain TCP is answered with 400 or 503.",
        [PlainProbesRefused] =
            "A workload's port that takes mutual TLS alone has no filter chain for the kubelet's probes, which come in plain text.",
        [PodsShareOneListener] =
            "The TCP ports of services without an address have one listener on 0.0.0.0, whatever pods they have, and it is the first service's.",
        [SentCountsAsAcknowledged] =
            "The status of a proxy shows the last push as acknowledged as soon as it is sent, so one that hangs looks synchronized.",
        [ScopeKeptForNode] =
            "The sidecar scope of a node is kept when it disconnects: a proxy that is started again gets the services of its first start.",
        [OneProxyVersionServed] =
            "A proxy that says it is of another version than one that is connected is refused, so no mesh can be upgraded step by step.",
        [StartForgetsConfiguration] =
            "A pilot that is started serves nothing of the configuration that is there, until that itself changes: proxies that come back lose what they had.",
        [SidecarExitsAtOnce] =
            "A sidecar that gets SIGTERM ends at once, while its application is still in its preStop hook.",
        [SidecarRefusesAtOnce] =
            "A sidecar that gets SIGTERM closes its listeners at once, and ends when its drain time is over.",
        [SidecarEndsBeforeApplication] =
            "A sidecar gets SIGTERM together with its application, and ends when its drain time is over, whatever the application does.",
        [BootstrapPinsPodAddress] =
            "The bootstrap of a sidecar has the address of the control plane's pod in place of its Service's, so it asks there even when the control plane has moved.",
    };
}
