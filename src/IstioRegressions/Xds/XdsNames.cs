namespace IstioRegressions.Xds;

/// <summary>
/// What xDS calls its types and methods on the wire
/// (https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol, "Resource types").
/// </summary>
public static class XdsNames
{
    private static readonly string[] V2 =
    [
        "type.googleapis.com/envoy.api.v2.Cluster",
        "type.googleapis.com/envoy.api.v2.ClusterLoadAssignment",
        "type.googleapis.com/envoy.api.v2.Listener",
        "type.googleapis.com/envoy.api.v2.RouteConfiguration",
    ];

    private static readonly string[] V3 =
    [
        "type.googleapis.com/envoy.config.cluster.v3.Cluster",
        "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
        "type.googleapis.com/envoy.config.listener.v3.Listener",
        "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
    ];

    /// <summary>The gRPC path of the aggregated stream, ADS.</summary>
    public static string AggregatedMethod(XdsProtocol protocol) => protocol == XdsProtocol.V2
        ? "/envoy.service.discovery.v2.AggregatedDiscoveryService/StreamAggregatedResources"
        : "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources";

    /// <summary>The gRPC path of the stream that carries endpoints alone; real pilots serve it up to 0.8.</summary>
    public const string EndpointMethod = "/envoy.api.v2.EndpointDiscoveryService/StreamEndpoints";

    /// <summary>The type_url of a request, of its responses and of the resources in them.</summary>
    public static string TypeUrl(XdsType type, XdsProtocol protocol) => TypeUrls(protocol)[(int)type];

    /// <summary>What a type_url names; false where it is none of the protocol's four.</summary>
    public static bool TryGetType(string typeUrl, XdsProtocol protocol, out XdsType type)
    {
        var index = Array.IndexOf(TypeUrls(protocol), typeUrl);
        type = (XdsType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The usual short name: CDS, EDS, LDS or RDS.</summary>
    public static string ShortName(XdsType type) => type switch
    {
        XdsType.Clusters => "CDS",
        XdsType.Endpoints => "EDS",
        XdsType.Listeners => "LDS",
        _ => "RDS",
    };

    private static string[] TypeUrls(XdsProtocol protocol) => protocol == XdsProtocol.V2 ? V2 : V3;
}
