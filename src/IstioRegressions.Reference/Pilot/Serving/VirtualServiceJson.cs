using System.Text.Json;
using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>VirtualServices as JSON, in the shape of 1.6's /debug/configz.</summary>
internal static class VirtualServiceJson
{
    public static void Write(Utf8JsonWriter json, VirtualServiceSpec spec)
    {
        ConfigJson.Write(json, "hosts", spec.Hosts);
        ConfigJson.Write(json, "gateways", spec.Gateways);
        Write(json, "http", spec.Http, route =>
        {
            Write(json, "match", route.Matches, match =>
            {
                json.WriteStartObject("uri");
                json.WriteString(match.IsPrefix ? "prefix" : "exact", match.Text);
                json.WriteEndObject();
            });
            Write(json, route.Redirect);
            Write(json, route.Destinations, route.Fault);
        });
        Write(json, "tcp", spec.Tcp, route =>
        {
            Write(json, "match", route.Ports, port => json.WriteNumber("port", port));
            Write(json, route.Destinations, route.Fault);
        });
    }

    private static void Write(Utf8JsonWriter json, RedirectSpec? redirect)
    {
        if (redirect is null)
        {
            return;
        }

        json.WriteStartObject("redirect");
        ConfigJson.Write(json, "uri", redirect.Uri);
        ConfigJson.Write(json, "authority", redirect.Authority);
        if (redirect.Code > 0)
        {
            json.WriteNumber("redirectCode", redirect.Code);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Items<DestinationSpec> destinations, FaultSpec? fault)
    {
        Write(json, "route", destinations, destination =>
        {
            json.WriteStartObject("destination");
            json.WriteString("host", destination.Host);
            ConfigJson.Write(json, "subset", destination.Subset);
            if (destination.Port > 0)
            {
                json.WriteStartObject("port");
                json.WriteNumber("number", destination.Port);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            if (destination.Weight > 0)
            {
                json.WriteNumber("weight", destination.Weight);
            }
        });
        if (fault is not null)
        {
            json.WriteStartObject("fault");
            Write(json, "abort", "httpStatus", fault.AbortStatus > 0 ? $"{fault.AbortStatus}" : null, fault.AbortPercent);
            Write(json, "delay", "fixedDelay", fault.Delay > TimeSpan.Zero ? $"\"{fault.Delay.TotalSeconds}s\"" : null, fault.DelayPercent);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, string what, string field, string? value, double percent)
    {
        if (value is null)
        {
            return;
        }

        json.WriteStartObject(what);
        json.WritePropertyName(field);
        json.WriteRawValue(value);
        json.WriteStartObject("percentage");
        json.WriteNumber("value", percent);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter json, string field, Items<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        json.WriteStartArray(field);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
