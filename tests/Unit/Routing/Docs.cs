namespace IstioRegressions.Unit.Routing;

/// <summary>Where the expected answers are from: each was written from its page before the evaluator was run on the call.</summary>
internal static class Docs
{
    private const string Envoy = "https://www.envoyproxy.io/docs/envoy/v1.12.2/";
    private const string Envoy15 = "https://www.envoyproxy.io/docs/envoy/v1.15.0/";
    private const string Istio = "https://istio.io/v1.6/docs/";

    public const string RouteOrder = Envoy + "configuration/http/http_conn_man/route_matching";
    public const string Route = Envoy + "api-v2/api/v2/route/route.proto";
    public const string RouteTable = Envoy + "api-v2/api/v2/rds.proto";
    public const string Listener = Envoy + "api-v2/api/v2/lds.proto";
    public const string FilterChain = Envoy + "api-v2/api/v2/listener/listener.proto";
    public const string Cluster = Envoy + "api-v2/api/v2/cds.proto";
    public const string Discovery = Envoy + "intro/arch_overview/upstream/service_discovery";
    public const string OriginalDestination = Envoy + "configuration/listeners/listener_filters/original_dst_filter";
    public const string HttpInspector = Envoy + "configuration/listeners/listener_filters/http_inspector";
    public const string TlsInspector = Envoy + "configuration/listeners/listener_filters/tls_inspector";
    public const string ConnectionManager = Envoy + "api-v2/config/filter/network/http_connection_manager/v2/http_connection_manager.proto";
    public const string TcpProxy = Envoy + "configuration/listeners/network_filters/tcp_proxy_filter";
    public const string TcpProxyV1 = "https://www.envoyproxy.io/docs/envoy/v1.6.0/api-v1/network_filters/tcp_proxy_filter";
    public const string Fault = Envoy + "configuration/http/http_filters/fault_filter";
    public const string FaultFields = Envoy + "api-v2/config/filter/fault/v2/fault.proto";
    public const string Redirect = Envoy15 + "api-v3/config/route/v3/route_components.proto";
    public const string DefaultChain = "https://www.envoyproxy.io/docs/envoy/v1.17.3/api-v3/config/listener/v3/listener.proto";
    public const string Ports = Istio + "ops/deployment/requirements/";
    public const string Sniffing = Istio + "ops/configuration/traffic-management/protocol-selection/";
    public const string Egress = Istio + "tasks/traffic-management/egress/egress-control/";
    public const string VirtualService = Istio + "reference/config/networking/virtual-service/";
    public const string ServiceEntry = Istio + "reference/config/networking/service-entry/";
    public const string Gateway = Istio + "reference/config/networking/gateway/";
    public const string PeerAuthentication = Istio + "concepts/security/#authentication-architecture";
}
