using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Unit.Reference.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Reference.Generation;

/// <summary>What a configuration becomes for a proxy at 10.9.9.9 in the namespace default.</summary>
internal sealed class Generated
{
    private readonly PushContext _context;
    private readonly ServiceRegistry _registry;
    private readonly Proxy _proxy;
    private readonly bool _isV3;

    public Generated(string type, bool isV3, params string[] documents)
        : this(type, isV3, Behaviour.Sound, documents)
    {
    }

    private Generated(string type, bool isV3, Behaviour behaviour, string[] documents)
        : this($"{type}~10.9.9.9~client.default~default.svc.cluster.local", "edge", isV3, behaviour, documents)
    {
    }

    private Generated(string node, string istio, bool isV3, Behaviour behaviour, string[] documents)
    {
        var test = new RegistryUnderTest();
        test.Apply(documents);
        _registry = test.Registry;
        _context = PushContext.Of("1", _registry.Services, Yaml.Objects(documents), behaviour);
        _proxy = Proxy.Parse(new Node
        {
            Id = node,
            Metadata = new Struct { Fields = { ["LABELS"] = Value.ForStruct(new Struct { Fields = { ["istio"] = Value.ForString(istio) } }) } },
        });
        _isV3 = isV3;
    }

    public Generated(params string[] documents)
        : this("sidecar", false, documents)
    {
    }

    /// <summary>For a sidecar, by a pilot with that defect.</summary>
    public static Generated With(string? defect, params string[] documents) => new("sidecar", false, BehaviourWith(defect), documents);

    /// <summary>For a router, by a pilot with that defect.</summary>
    public static Generated Router(string? defect, params string[] documents) => new("router", false, BehaviourWith(defect), documents);

    /// <summary>For a node that a state was recorded of, a gateway with the label istio=ingressgateway, by a pilot with these defects.</summary>
    public static Generated For(string node, IReadOnlySet<string> defects, params string[] documents) => new(node, "ingressgateway", isV3: false, Behaviour.With(defects), documents);

    private static Behaviour BehaviourWith(string? defect) => Behaviour.With(new HashSet<string>(defect is null ? [] : [defect]));

    private SidecarScope Scope => _context.Scopes.Of("default");

    public Dictionary<string, Cluster> Clusters =>
        new ClusterGenerator(_registry).Generate(_proxy, _context, Scope, _isV3).ToDictionary(c => c.Name);

    public Dictionary<string, Listener> Listeners =>
        new ListenerGenerator(_registry).Generate(_proxy, _context, Scope, _isV3).ToDictionary(l => l.Name);

    public RouteConfiguration? Routes(string name) => new RouteGenerator().Generate(name, _proxy, _context, Scope, _isV3);

    public ClusterLoadAssignment? Endpoints(string cluster)
    {
        var shards = new EndpointShards();
        foreach (var service in Scope.Services)
        {
            shards.Update(service.Key, [.. _registry.InstancesOf(service.Key).Select(i => i.Endpoint)]);
        }

        return new EndpointGenerator(shards).Generate(cluster, _proxy, _context, Scope, null);
    }

    /// <summary>A filter chain in short: what it matches and where it leads.</summary>
    public static string Short(FilterChain chain)
    {
        var match = chain.FilterChainMatch;
        var filter = chain.Filters.Single();
        var target = filter.Name.Contains("tcp_proxy", StringComparison.Ordinal)
            ? TcpProxy.Parser.ParseFrom(filter.TypedConfig.Value).Cluster
            : Target(HttpConnectionManager.Parser.ParseFrom(filter.TypedConfig.Value));
        IEnumerable<string> matches = match is null
            ? []
            : match.PrefixRanges.Select(r => $"{r.AddressPrefix}/{r.PrefixLen}").Concat(match.ServerNames).Concat(match.ApplicationProtocols)
                .Concat(match.DestinationPort is { } port ? [$":{port}"] : []);
        return $"{string.Join(' ', matches)} -> {target}".TrimStart();
    }

    private static string Target(HttpConnectionManager manager) =>
        manager.Rds is { } rds ? $"routes {rds.RouteConfigName}" : $"http {manager.RouteConfig.Name}";
}
