using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Routing;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Xds.Protos.Cluster.Types;
using SocketAddress = IstioRegressions.Xds.Protos.SocketAddress;

namespace IstioRegressions.Unit.Routing;

/// <summary>Small configurations, written as a gateway has them: a listener is bound where it is called.</summary>
internal static class Config
{
    private const string Manager = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
    private const string Proxy = "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy";

    public static ObservedState State(params IMessage[] resources) => ObservedState.Empty
        .With(XdsType.Clusters, [.. resources.OfType<Cluster>()])
        .With(XdsType.Endpoints, [.. resources.OfType<ClusterLoadAssignment>()])
        .With(XdsType.Listeners, [.. resources.OfType<Listener>()])
        .With(XdsType.Routes, [.. resources.OfType<RouteConfiguration>()]);

    /// <summary>What becomes of a call to 10.0.0.1:80 where one listener of any address has the chains.</summary>
    public static Outcome Evaluate(Call call, params IMessage[] resources) => TrafficEvaluator.Evaluate(State(resources), call);

    public static Call Request(string path = "/", string host = "a.example") => Call.Gateway("10.0.0.1:80") with { Host = host, Path = path };

    public static Listener Listener(params FilterChain[] chains) => Listener("any:80", "0.0.0.0:80", chains);

    public static Listener Listener(string name, string address, params FilterChain[] chains) => new() { Name = name, Address = Address(address), FilterChains = { chains } };

    public static Address Address(string address) => IPEndPoint.TryParse(address, out var point)
        ? new Address { SocketAddress = new SocketAddress { Address = point.Address.ToString(), PortValue = (uint)point.Port } }
        : new Address { SocketAddress = new SocketAddress { Address = address.Split(':')[0], PortValue = uint.Parse(address.Split(':')[1]) } };

    public static FilterChain Chain(Filter filter, FilterChainMatch? match = null) => new() { Filters = { filter }, FilterChainMatch = match };

    public static FilterChain To(string cluster, FilterChainMatch? match = null) => Chain(Tcp(new TcpProxy { Cluster = cluster }), match);

    public static Filter Tcp(TcpProxy proxy) => new() { Name = "envoy.filters.network.tcp_proxy", TypedConfig = Pack(Proxy, proxy) };

    public static Filter Http(HttpConnectionManager manager) => new() { Name = "envoy.filters.network.http_connection_manager", TypedConfig = Pack(Manager, manager) };

    public static HttpConnectionManager Inline(RouteConfiguration table) => new() { RouteConfig = table, HttpFilters = { Named("envoy.filters.http.fault"), Named("envoy.filters.http.router") } };

    public static HttpConnectionManager Rds(string table) => new() { Rds = new Rds { RouteConfigName = table }, HttpFilters = { Named("envoy.filters.http.router") } };

    /// <summary>A listener with one table, which is not validated.</summary>
    public static Listener Serving(params VirtualHost[] hosts) => Listener(Chain(Http(Inline(new RouteConfiguration { Name = "table", ValidateClusters = false, VirtualHosts = { hosts } }))));

    /// <summary>A listener with one host for all, and these routes.</summary>
    public static Listener Serving(params Route[] routes) => Serving(Host("all", ["*"], routes));

    public static VirtualHost Host(string name, string[] domains, params Route[] routes) => new() { Name = name, Domains = { domains }, Routes = { routes } };

    public static Route Route(RouteMatch match, string cluster = "a") => new() { Match = match, Route_ = new RouteAction { Cluster = cluster } };

    public static RouteMatch Prefix(string prefix = "/") => new() { Prefix = prefix };

    public static Cluster Static(string name, params string[] endpoints) => new() { Name = name, LoadAssignment = Endpoints(name, endpoints) };

    public static Cluster Eds(string name, string service = "") => new() { Name = name, Type = DiscoveryType.Eds, EdsClusterConfig = new EdsClusterConfig { ServiceName = service } };

    public static ClusterLoadAssignment Endpoints(string cluster, params string[] endpoints) => new()
    {
        ClusterName = cluster,
        Endpoints = { new LocalityLbEndpoints { LbEndpoints = { endpoints.Select(e => new LbEndpoint { Endpoint = new Endpoint { Address = Address(e) } }) } } },
    };

    public static Any Pack(string type, IMessage message) => new() { TypeUrl = type, Value = message.ToByteString() };

    private static HttpFilter Named(string name) => new() { Name = name };
}
