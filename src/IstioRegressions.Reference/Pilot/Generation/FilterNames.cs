using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>The names and types of filters, which are others in v2 and in v3.</summary>
internal sealed class FilterNames(bool isV3)
{
    /// <summary>Mutual TLS; it comes without its configuration, because there are no certificates.</summary>
    public static TransportSocket Tls => new() { Name = "envoy.transport_sockets.tls" };

    public ConfigSource Ads => ConfigSources.Ads(isV3);

    public ListenerFilter OriginalDestination => Listener("original_dst", "OriginalDst");

    public ListenerFilter TlsInspector => Listener("tls_inspector", "TlsInspector");

    public ListenerFilter HttpInspector => Listener("http_inspector", "HttpInspector");

    public Filter TcpProxy(TcpProxy config) => Network("tcp_proxy", "TcpProxy", config);

    public Filter HttpConnectionManager(HttpConnectionManager config) => Network("http_connection_manager", "HttpConnectionManager", config);

    /// <summary>The HTTP filters that routes configure, and the router.</summary>
    public IEnumerable<HttpFilter> CommonHttp => [Http("cors", "Cors"), Http("fault", "HTTPFault"), Http("router", "Router")];

    public IEnumerable<HttpFilter> OutboundHttp => [Istio("istio.alpn", "alpn"), .. CommonHttp];

    public IEnumerable<HttpFilter> InboundHttp => [Istio("istio_authn", "authn"), .. CommonHttp];

    /// <summary>What a route says of a fault: the name of the filter that reads it, and its configuration.</summary>
    public (string Name, Any Config) Fault(HttpFault config) => (HttpName("fault"), Typed(HttpType("fault", "HTTPFault"), config));

    private static HttpFilter Istio(string name, string package) =>
        new() { Name = name, TypedConfig = Typed($"istio.envoy.config.filter.http.{package}.v2alpha1.FilterConfig", new Empty()) };

    private static Any Typed(string type, IMessage config) => new() { TypeUrl = $"type.googleapis.com/{type}", Value = config.ToByteString() };

    private ListenerFilter Listener(string name, string type) => new()
    {
        Name = isV3 ? $"envoy.filters.listener.{name}" : $"envoy.listener.{name}",
        TypedConfig = Typed(isV3 ? $"envoy.extensions.filters.listener.{name}.v3.{type}" : $"envoy.config.filter.listener.{name}.v2.{type}", new Empty()),
    };

    private Filter Network(string name, string type, IMessage config) => new()
    {
        Name = isV3 ? $"envoy.filters.network.{name}" : $"envoy.{name}",
        TypedConfig = Typed(isV3 ? $"envoy.extensions.filters.network.{name}.v3.{type}" : $"envoy.config.filter.network.{name}.v2.{type}", config),
    };

    private HttpFilter Http(string name, string type) => new()
    {
        Name = HttpName(name),
        TypedConfig = Typed(HttpType(name, type), new Empty()),
    };

    private string HttpName(string name) => isV3 ? $"envoy.filters.http.{name}" : $"envoy.{name}";

    private string HttpType(string name, string type) =>
        isV3 ? $"envoy.extensions.filters.http.{name}.v3.{type}" : $"envoy.config.filter.http.{name}.v2.{type}";
}
