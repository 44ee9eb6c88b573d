using System.Globalization;
using static IstioRegressions.Reference.Pilot.Configuration.Fields;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Turns a YAML document into a configuration object, as Kubernetes' and Istio's readers would.</summary>
internal static class ConfigDocument
{
    private const string Networking = "networking.istio.io/v1alpha3";
    private const string Security = "security.istio.io/v1beta1";

    /// <summary>The object; null, with the reason, where the document is of a kind that is not served.</summary>
    /// <exception cref="InvalidConfigurationException">A field has the wrong form.</exception>
    public static ConfigObject? Read(YamlNode document, out string? ignored)
    {
        var apiVersion = document["apiVersion"]?.AsText("apiVersion") ?? "";
        var kind = document["kind"]?.AsText("kind") ?? throw new InvalidConfigurationException(document.Line, "the document has no kind");
        ignored = $"{kind} of {(apiVersion.Length == 0 ? "no apiVersion" : apiVersion)}";
        if (!Enum.TryParse<ConfigKind>(kind, out var known) || known.ToString() != kind || apiVersion != (known == ConfigKind.PeerAuthentication ? Security : Networking))
        {
            return null;
        }

        ignored = null;
        var metadata = document["metadata"] ?? throw new InvalidConfigurationException(document.Line, $"the {kind} has no metadata");
        var spec = document["spec"] ?? NoFields(document);
        return new ConfigObject(
            known,
            Text(metadata, "namespace"),
            metadata["name"]?.AsText("metadata.name") ?? throw new InvalidConfigurationException(metadata.Line, $"the {kind} has no metadata.name"),
            Timestamp(metadata["creationTimestamp"]),
            TextMap(metadata, "labels"),
            TextMap(metadata, "annotations"),
            known switch
            {
                ConfigKind.ServiceEntry => ServiceEntry(spec),
                ConfigKind.Gateway => Gateway(spec),
                ConfigKind.VirtualService => VirtualServiceDocument.Read(spec),
                ConfigKind.DestinationRule => PolicyDocuments.DestinationRule(spec),
                ConfigKind.PeerAuthentication => PolicyDocuments.PeerAuthentication(spec),
                _ => WorkloadEntry(spec),
            });
    }

    private static ServiceEntrySpec ServiceEntry(YamlNode spec) => new(
        TextList(spec, "hosts"),
        TextList(spec, "addresses"),
        [.. List(spec, "ports").Select(Port)],
        OneOf(spec, "location", "MESH_EXTERNAL", "MESH_INTERNAL") == 0,
        (Resolution)OneOf(spec, "resolution", "NONE", "STATIC", "DNS"),
        [.. List(spec, "endpoints").Select(WorkloadEntry)],
        spec["workloadSelector"] is { } selector ? TextMap(selector, "labels") : null,
        TextList(spec, "exportTo"),
        TextList(spec, "subjectAltNames"));

    private static WorkloadEntrySpec WorkloadEntry(YamlNode spec) => new(
        Text(spec, "address"),
        Map(spec, "ports", (value, what) => value.AsNumber(what)),
        TextMap(spec, "labels"),
        Text(spec, "network"),
        Text(spec, "locality"),
        Number(spec, "weight"),
        Text(spec, "serviceAccount"));

    private static GatewaySpec Gateway(YamlNode spec) => new(
        TextMap(spec, "selector"),
        [.. List(spec, "servers").Select(server => new GatewayServer(Port(server["port"] ?? NoFields(server)), TextList(server, "hosts")))]);

    private static PortSpec Port(YamlNode port) => new(Number(port, "number"), Text(port, "name"), Text(port, "protocol"), Number(port, "targetPort"));

    private static DateTimeOffset? Timestamp(YamlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(node.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new InvalidConfigurationException(node.Line, $"creationTimestamp {node.Text} is no time; write 2020-01-01T00:00:00Z");
    }
}
