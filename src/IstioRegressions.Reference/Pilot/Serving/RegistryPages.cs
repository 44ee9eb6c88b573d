using System.Text;
using System.Text.Json;
using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>The pages about services and endpoints.</summary>
internal sealed class RegistryPages(Pusher pusher)
{
    /// <summary>The services.</summary>
    public void Services(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var service in pusher.Registry.Services)
        {
            RegistryJson.Write(json, service);
        }

        EndWithEmpty(json);
    }

    /// <summary>The instances of each port of each service.</summary>
    public void Endpoints(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var service in pusher.Registry.Services)
        {
            foreach (var port in service.Ports)
            {
                json.WriteStartObject();
                json.WriteString("svc", $"{service.Host}:{port.Name}");
                json.WriteStartArray("ep");
                foreach (var instance in pusher.Registry.InstancesOf(service.Key).Where(i => i.Port.Number == port.Number))
                {
                    RegistryJson.Write(json, instance);
                }

                EndWithEmpty(json);
                json.WriteEndObject();
            }
        }

        EndWithEmpty(json);
    }

    /// <summary>The instances, a line each.</summary>
    public string BriefEndpoints()
    {
        var text = new StringBuilder();
        foreach (var instance in pusher.Registry.Services.Select(s => s.Key).Distinct().SelectMany(pusher.Registry.InstancesOf))
        {
            var labels = string.Join(' ', instance.Endpoint.Labels.Entries.Select(l => $"{l.Key}:{l.Value}"));
            text.Append($"{instance.Service.Host}:{instance.Port.Name} {instance.Endpoint.Address}:{instance.Endpoint.Port} map[{labels}] {instance.Endpoint.ServiceAccount}\n");
        }

        return text.ToString();
    }

    /// <summary>The endpoints that are sent, by host and namespace.</summary>
    public void Shards(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var host in pusher.Shards.All.GroupBy(s => s.Key.Host, StringComparer.Ordinal))
        {
            json.WriteStartObject(host.Key);
            foreach (var (service, endpoints) in host)
            {
                json.WriteStartArray(service.Namespace);
                foreach (var endpoint in endpoints)
                {
                    RegistryJson.Write(json, endpoint);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>1.6 ends its lists with an empty object, so that every other one may be followed by a comma.</summary>
    public static void EndWithEmpty(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
