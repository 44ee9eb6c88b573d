using System.Text.Json;
using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Accepted objects as JSON, in the shape of 1.6's /debug/configz.</summary>
internal static class ConfigJson
{
    public static void Write(Utf8JsonWriter json, StoredObject stored)
    {
        var config = stored.Object;
        json.WriteStartObject();
        json.WriteString("type", config.Kind.ToString());
        var isSecurity = config.Kind == ConfigKind.PeerAuthentication;
        json.WriteString("group", isSecurity ? "security.istio.io" : "networking.istio.io");
        json.WriteString("version", isSecurity ? "v1beta1" : "v1alpha3");
        json.WriteString("name", config.Name);
        json.WriteString("namespace", config.Namespace);
        Write(json, "labels", config.Labels);
        Write(json, "annotations", config.Annotations);
        json.WriteString("resourceVersion", stored.ResourceVersion);
        json.WriteString("creationTimestamp", config.CreationTimestamp ?? default);
        json.WriteStartObject("Spec");
        switch (config.Spec)
        {
            case ServiceEntrySpec entry:
                Write(json, entry);
                break;
            case GatewaySpec gateway:
                Write(json, gateway);
                break;
            case DestinationRuleSpec rule:
                Write(json, rule);
                break;
            case PeerAuthenticationSpec policy:
                Write(json, null, "mtls", policy.IsStrict ? "STRICT" : "PERMISSIVE");
                break;
            case VirtualServiceSpec virtualService:
                VirtualServiceJson.Write(json, virtualService);
                break;
            default:
                Write(json, config.WorkloadEntry);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string? outer, string inner, string mode)
    {
        if (outer is not null)
        {
            json.WriteStartObject(outer);
        }

        json.WriteStartObject(inner);
        json.WriteString("mode", mode);
        json.WriteEndObject();
        if (outer is not null)
        {
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, DestinationRuleSpec rule)
    {
        Write(json, "host", rule.Host);
        if (rule.IsMutual is { } mutual)
        {
            Write(json, "trafficPolicy", "tls", mutual ? "ISTIO_MUTUAL" : "DISABLE");
        }

        if (rule.Subsets.Count == 0)
        {
            return;
        }

        json.WriteStartArray("subsets");
        foreach (var subset in rule.Subsets)
        {
            json.WriteStartObject();
            json.WriteString("name", subset.Name);
            Write(json, "labels", subset.Labels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ServiceEntrySpec entry)
    {
        Write(json, "hosts", entry.Hosts);
        Write(json, "addresses", entry.Addresses);
        json.WriteStartArray("ports");
        foreach (var port in entry.Ports)
        {
            json.WriteStartObject();
            Write(json, port);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("location", entry.IsMeshExternal ? "MESH_EXTERNAL" : "MESH_INTERNAL");
        json.WriteString("resolution", entry.Resolution.ToString().ToUpperInvariant());
        json.WriteStartArray("endpoints");
        foreach (var endpoint in entry.Endpoints)
        {
            json.WriteStartObject();
            Write(json, endpoint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (entry.Selector is { } selector)
        {
            json.WriteStartObject("workloadSelector");
            Write(json, "labels", selector);
            json.WriteEndObject();
        }

        Write(json, "exportTo", entry.ExportTo);
        Write(json, "subjectAltNames", entry.SubjectAltNames);
    }

    private static void Write(Utf8JsonWriter json, GatewaySpec gateway)
    {
        Write(json, "selector", gateway.Selector);
        json.WriteStartArray("servers");
        foreach (var (port, hosts) in gateway.Servers)
        {
            json.WriteStartObject();
            json.WriteStartObject("port");
            Write(json, port);
            json.WriteEndObject();
            Write(json, "hosts", hosts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PortSpec port)
    {
        json.WriteNumber("number", port.Number);
        Write(json, "protocol", port.Protocol);
        json.WriteString("name", port.Name);
        if (port.TargetPort > 0)
        {
            json.WriteNumber("targetPort", port.TargetPort);
        }
    }

    private static void Write(Utf8JsonWriter json, WorkloadEntrySpec workload)
    {
        json.WriteString("address", workload.Address);
        if (workload.Ports.Entries.Count > 0)
        {
            json.WriteStartObject("ports");
            foreach (var (name, number) in workload.Ports.Entries)
            {
                json.WriteNumber(name, number);
            }

            json.WriteEndObject();
        }

        Write(json, "labels", workload.Labels);
        Write(json, "network", workload.Network);
        Write(json, "locality", workload.Locality);
        Write(json, "serviceAccount", workload.ServiceAccount);
        if (workload.Weight > 0)
        {
            json.WriteNumber("weight", workload.Weight);
        }
    }

    /// <summary>A text; nothing where it is empty.</summary>
    internal static void Write(Utf8JsonWriter json, string field, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(field, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string field, Map<string> map)
    {
        if (map.Entries.Count == 0)
        {
            return;
        }

        json.WriteStartObject(field);
        foreach (var (key, value) in map.Entries)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>A list of texts; nothing where it is empty.</summary>
    internal static void Write(Utf8JsonWriter json, string field, Items<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        json.WriteStartArray(field);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
