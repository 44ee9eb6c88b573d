using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>
/// What the proxy is started with: of Envoy's bootstrap, in JSON, its node, its admin address and the cluster that ADS is
/// asked of (https://www.envoyproxy.io/docs/envoy/v1.14.4/configuration/overview/examples, "Mostly static with dynamic EDS").
/// </summary>
/// <param name="Node">Who it is; the address in its id is where it listens.</param>
/// <param name="Address">That address.</param>
/// <param name="Discovery">Where discovery is served in plain text.</param>
/// <param name="Protocol">What it speaks there.</param>
/// <param name="Admin">Where it answers questions about itself; null for nowhere.</param>
internal sealed record Bootstrap(NodeIdentity Node, IPAddress Address, IPEndPoint Discovery, XdsProtocol Protocol, IPEndPoint? Admin)
{
    /// <summary>Whether it is a gateway.</summary>
    public bool IsRouter => Node.Id.StartsWith("router~", StringComparison.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandLineException">It cannot be used; the message names the field.</exception>
    public static Bootstrap Read(string file)
    {
        try
        {
            return Parse(File.ReadAllText(file));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"the bootstrap {file} cannot be used: {e.Message}");
        }
    }

    private static Bootstrap Parse(string json)
    {
        var root = JsonNode.Parse(json) ?? throw new FormatException("it is empty");
        var id = root["node"]?["id"]?.GetValue<string>() ?? throw new FormatException("it has no node.id, TYPE~ADDRESS~NAME.NAMESPACE~NAMESPACE.svc.cluster.local, so no pilot knows whom it asks for");
        if (id.Split('~') is not ["sidecar" or "router", var ip, _, _] || !IPAddress.TryParse(ip, out var address))
        {
            throw new FormatException($"node.id '{id}' is not TYPE~ADDRESS~NAME.NAMESPACE~NAMESPACE.svc.cluster.local, with sidecar or router as its type");
        }

        var metadata = root["node"]!["metadata"] is { } given ? JsonParser.Default.Parse<Struct>(given.ToJsonString()) : new Struct();
        var ads = root["dynamic_resources"]?["ads_config"] ?? throw new FormatException("it has no dynamic_resources.ads_config");
        var name = ads["grpc_services"] switch
        {
            JsonArray services => services[0]?["envoy_grpc"]?["cluster_name"],
            var service => service?["envoy_grpc"]?["cluster_name"],
        };
        return new Bootstrap(
            new NodeIdentity(id, metadata),
            address,
            DiscoveryOf(root, name?.GetValue<string>() ?? throw new FormatException("dynamic_resources.ads_config names no envoy_grpc.cluster_name")),
            ads["transport_api_version"]?.GetValue<string>() == "V3" ? XdsProtocol.V3 : XdsProtocol.V2,
            root["admin"]?["address"] is { } admin ? EndPoint(admin) : null);
    }

    private static IPEndPoint DiscoveryOf(JsonNode root, string name)
    {
        var cluster = root["static_resources"]?["clusters"]?.AsArray().FirstOrDefault(c => c?["name"]?.GetValue<string>() == name)
            ?? throw new FormatException($"static_resources.clusters has no '{name}', which ads_config names");
        return EndPoint(cluster["load_assignment"]?["endpoints"]?[0]?["lb_endpoints"]?[0]?["endpoint"]?["address"] ?? throw new FormatException($"cluster '{name}' has no endpoint"));
    }

    private static IPEndPoint EndPoint(JsonNode address) =>
        address["socket_address"] is { } socket && IPAddress.TryParse(socket["address"]?.GetValue<string>(), out var ip) && socket["port_value"]?.GetValue<int>() is >= 0 and <= 65535 and var port
            ? new IPEndPoint(ip, port)
            : throw new FormatException($"{address.ToJsonString()} is no address with an IP and a port");
}
