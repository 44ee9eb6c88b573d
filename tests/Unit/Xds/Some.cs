using System.Net.Sockets;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Catalogue;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

/// <summary>Configuration as short as a test needs it, in v3.</summary>
internal static class Some
{
    public const string V2Manager = "type.googleapis.com/envoy.config.filter.network.http_connection_manager.v2.HttpConnectionManager";
    public const string V3Manager = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

    /// <summary>How long a test waits for what must happen: long beside a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long a test lets an observer wait for what must not happen.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    public static readonly string Cds = XdsNames.TypeUrl(XdsType.Clusters, XdsProtocol.V3);
    public static readonly string Eds = XdsNames.TypeUrl(XdsType.Endpoints, XdsProtocol.V3);
    public static readonly string Lds = XdsNames.TypeUrl(XdsType.Listeners, XdsProtocol.V3);
    public static readonly string Rds = XdsNames.TypeUrl(XdsType.Routes, XdsProtocol.V3);

    /// <summary>A cluster "a" with an endpoint, and a listener with a route table "80".</summary>
    public static readonly World World = new()
    {
        Clusters = [EdsCluster("a")],
        Endpoints = [Endpoints("a", "1.1.1.1:80")],
        Listeners = [Listener("0.0.0.0_80", "80")],
        Routes = [new RouteConfiguration { Name = "80" }],
    };

    public static NodeIdentity Node => NodeIdentity.Sidecar("127.0.0.9", "client", "default", IstioVersion.Parse("1.6.0"));

    public static ObserverOptions Options(FakeAds server) =>
        new() { Node = Node, Server = server.Address, Protocol = XdsProtocol.V3, WaitLimit = Patience };

    public static Cluster EdsCluster(string name, string service = "") => new()
    {
        Name = name,
        Type = Cluster.Types.DiscoveryType.Eds,
        EdsClusterConfig = new Cluster.Types.EdsClusterConfig { ServiceName = service },
    };

    public static ClusterLoadAssignment Endpoints(string cluster, params string[] endpoints) => new()
    {
        ClusterName = cluster,
        Endpoints = { new LocalityLbEndpoints { LbEndpoints = { endpoints.Select(e => new LbEndpoint { Endpoint = new Endpoint { Address = Address(e) } }) } } },
    };

    public static Address Address(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        return new Address { SocketAddress = new SocketAddress { Address = endpoint[..colon], PortValue = uint.Parse(endpoint[(colon + 1)..]) } };
    }

    /// <summary>A listener with a connection manager for each route table.</summary>
    public static Listener Listener(string name, params string[] routes) => new()
    {
        Name = name,
        FilterChains = { routes.Select(route => new FilterChain { Filters = { Manager(V3Manager, route) } }) },
    };

    public static Filter Manager(string typeUrl, string route) => new()
    {
        Name = "envoy.filters.network.http_connection_manager",
        TypedConfig = Any(typeUrl, new HttpConnectionManager { Rds = new Rds { RouteConfigName = route } }.ToByteString()),
    };

    public static Any Any(string typeUrl, ByteString value) => new() { TypeUrl = typeUrl, Value = value };

    /// <summary>A connection made by the test, by TCP.</summary>
    public static async ValueTask<Stream> ConnectAsync(Uri server, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
