using System.Text.Json;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Services and instances as JSON, in the shapes of 1.6's debug pages.</summary>
internal static class RegistryJson
{
    public static void Write(Utf8JsonWriter json, Service service)
    {
        json.WriteStartObject();
        WriteFields(json, service);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ServiceInstance instance)
    {
        json.WriteStartObject();
        json.WriteStartObject("service");
        WriteFields(json, instance.Service);
        json.WriteEndObject();
        json.WriteStartObject("servicePort");
        WriteFields(json, instance.Port);
        json.WriteEndObject();
        json.WritePropertyName("endpoint");
        Write(json, instance.Endpoint);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ServiceEndpoint endpoint)
    {
        json.WriteStartObject();
        json.WriteStartObject("Labels");
        foreach (var (key, value) in endpoint.Labels.Entries)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteString("Address", endpoint.Address);
        json.WriteString("ServicePortName", endpoint.ServicePortName);
        json.WriteString("ServiceAccount", endpoint.ServiceAccount);
        json.WriteString("Network", endpoint.Network);
        json.WriteStartObject("Locality");
        json.WriteString("Label", endpoint.Locality);
        json.WriteEndObject();
        json.WriteNumber("EndpointPort", endpoint.Port);
        json.WriteNumber("LbWeight", endpoint.Weight);
        json.WriteString("TLSMode", endpoint.TlsMode);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, Service service)
    {
        json.WriteStartObject("Attributes");
        json.WriteString("ServiceRegistry", "External");
        json.WriteString("Name", service.Host);
        json.WriteString("Namespace", service.Key.Namespace);
        json.WriteEndObject();
        json.WriteStartArray("ports");
        foreach (var port in service.Ports)
        {
            json.WriteStartObject();
            WriteFields(json, port);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("creationTime", service.CreationTime ?? default);
        json.WriteString("hostname", service.Host);
        json.WriteString("address", service.Address);
        json.WriteNumber("Resolution", service.Resolution switch { Resolution.Static => 0, Resolution.Dns => 1, _ => 2 });
        json.WriteBoolean("MeshExternal", service.IsMeshExternal);
    }

    private static void WriteFields(Utf8JsonWriter json, ServicePort port)
    {
        json.WriteString("name", port.Name);
        json.WriteNumber("port", port.Number);
        json.WriteString("protocol", port.Protocol == Protocol.Unknown ? "UnsupportedProtocol" : port.Protocol.ToString());
    }
}
