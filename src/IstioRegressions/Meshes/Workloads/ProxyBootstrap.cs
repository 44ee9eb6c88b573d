using System.Net;
using System.Text.Json.Nodes;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes.Workloads;

/// <summary>Writes what a proxy is started with: a bootstrap that an Envoy understands too.</summary>
internal static class ProxyBootstrap
{
    private const string Cluster = "xds-grpc";

    public static string ToJson(NodeIdentity node, IPEndPoint discovery, XdsProtocol protocol, IPEndPoint admin) => new JsonObject
    {
        ["node"] = new JsonObject { ["id"] = node.Id, ["cluster"] = "istio-proxy", ["metadata"] = JsonNode.Parse(node.Metadata.ToString()) },
        ["admin"] = new JsonObject { ["access_log_path"] = "/dev/null", ["address"] = Address(admin) },
        ["dynamic_resources"] = new JsonObject
        {
            ["ads_config"] = new JsonObject
            {
                ["api_type"] = "GRPC",
                ["transport_api_version"] = $"{protocol}",
                ["grpc_services"] = new JsonArray(new JsonObject { ["envoy_grpc"] = new JsonObject { ["cluster_name"] = Cluster } }),
            },
            ["cds_config"] = new JsonObject { ["ads"] = new JsonObject() },
            ["lds_config"] = new JsonObject { ["ads"] = new JsonObject() },
        },
        ["static_resources"] = new JsonObject
        {
            ["clusters"] = new JsonArray(new JsonObject
            {
                ["name"] = Cluster,
                ["type"] = "STATIC",
                ["connect_timeout"] = "1s",
                ["http2_protocol_options"] = new JsonObject(),
                ["load_assignment"] = new JsonObject
                {
                    ["cluster_name"] = Cluster,
                    ["endpoints"] = new JsonArray(new JsonObject
                    {
                        ["lb_endpoints"] = new JsonArray(new JsonObject { ["endpoint"] = new JsonObject { ["address"] = Address(discovery) } }),
                    }),
                },
            }),
        },
    }.ToJsonString();

    private static JsonObject Address(IPEndPoint address) =>
        new() { ["socket_address"] = new JsonObject { ["address"] = $"{address.Address}", ["port_value"] = address.Port } };
}
