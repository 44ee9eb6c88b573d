using System.Net;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Who a connection is for, as its node says.</summary>
/// <param name="NodeId">The whole node id.</param>
/// <param name="Id">NAME.NAMESPACE.</param>
/// <param name="IsRouter">Whether it is a gateway rather than a sidecar.</param>
/// <param name="Addresses">Its IP addresses.</param>
/// <param name="Namespace">The namespace whose configuration it gets.</param>
/// <param name="Domain">Its DNS domain, NAMESPACE.svc.DOMAIN.</param>
/// <param name="Labels">Its labels, by which Gateways select it.</param>
/// <param name="IstioVersion">The version it says it is; empty where it says none.</param>
internal sealed record Proxy(
    string NodeId,
    string Id,
    bool IsRouter,
    IReadOnlyList<string> Addresses,
    string Namespace,
    string Domain,
    Map<string> Labels,
    string IstioVersion)
{
    /// <summary>Reads TYPE~ADDRESS~NAME.NAMESPACE~NAMESPACE.svc.DOMAIN and the metadata beside it.</summary>
    /// <exception cref="FormatException">The node is not of that form; the message says where.</exception>
    public static Proxy Parse(Node? node)
    {
        var id = node?.Id ?? "";
        var parts = id.Split('~');
        if (parts.Length != 4)
        {
            throw new FormatException($"missing parts in the node id \"{id}\"; it is TYPE~ADDRESS~NAME.NAMESPACE~NAMESPACE.svc.DOMAIN");
        }

        if (parts[0] is not ("sidecar" or "router"))
        {
            throw new FormatException($"invalid type {parts[0]} in the node id \"{id}\"; it is sidecar or router");
        }

        var metadata = node!.Metadata ?? new Struct();
        string[] addresses = [.. Text(metadata, "INSTANCE_IPS").Split(',', StringSplitOptions.RemoveEmptyEntries).Where(IsAddress)];
        if (addresses.Length == 0)
        {
            addresses = IsAddress(parts[1]) ? [parts[1]] : throw new FormatException($"no IP address in the node id \"{id}\" or its metadata");
        }

        var configNamespace = Text(metadata, "CONFIG_NAMESPACE");
        var domain = parts[3].Split('.');
        return new Proxy(
            id,
            parts[2],
            parts[0] == "router",
            addresses,
            configNamespace.Length > 0 ? configNamespace : domain.Length > 1 ? domain[0] : "",
            parts[3],
            LabelsOf(metadata),
            Text(metadata, "ISTIO_VERSION"));
    }

    private static bool IsAddress(string text) => IPAddress.TryParse(text, out _);

    private static Map<string> LabelsOf(Struct metadata) =>
        metadata.Fields.TryGetValue("LABELS", out var labels) && labels.StructValue is { } fields
            ? new Map<string>(fields.Fields.Select(f => (f.Key, f.Value.StringValue)))
            : Map<string>.Empty;

    private static string Text(Struct metadata, string field) =>
        metadata.Fields.TryGetValue(field, out var value) ? value.StringValue : "";
}
