using System.Text.Json;
using Google.Protobuf;
using IstioRegressions.Reference.Pilot.Generation;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Connections as JSON, in the shapes of 1.6's debug pages.</summary>
internal static class ConnectionJson
{
    private static readonly (ServedType Type, string Field)[] StatusFields =
    [
        (ServedType.Clusters, "cluster"), (ServedType.Listeners, "listener"), (ServedType.Routes, "route"), (ServedType.Endpoints, "endpoint"),
    ];

    private static readonly (ServedType Type, string Field)[] ResourceFields =
    [
        (ServedType.Listeners, "listeners"), (ServedType.Routes, "RDSRoutes"), (ServedType.Clusters, "clusters"),
    ];

    /// <summary>The nonces that were sent and acknowledged; those that are not are left out.</summary>
    public static void WriteStatus(Utf8JsonWriter json, AdsConnection connection, Func<ServedSubscription, string> acknowledged)
    {
        json.WriteStartObject();
        json.WriteString("proxy", connection.Proxy.Id);
        WriteUnlessEmpty(json, "istio_version", connection.Proxy.IstioVersion);
        foreach (var (type, field) in StatusFields)
        {
            WriteUnlessEmpty(json, $"{field}_sent", connection.Of(type).NonceSent);
            WriteUnlessEmpty(json, $"{field}_acked", acknowledged(connection.Of(type)));
        }

        json.WriteEndObject();
    }

    /// <summary>What a connection would be sent now.</summary>
    public static void WriteResources(Utf8JsonWriter json, AdsConnection connection, ResourceGenerator generator)
    {
        json.WriteStartObject();
        json.WriteString("node", connection.Id);
        json.WriteString("addr", connection.Peer);
        json.WriteString("connect", connection.Connected);
        foreach (var (type, field) in ResourceFields)
        {
            var subscription = connection.Of(type);
            json.WritePropertyName(field);
            WriteMessages(json, subscription.IsWatched ? generator.Generate(subscription, connection.Proxy, connection.Scope) : []);
        }

        json.WriteEndObject();
    }

    public static void WriteMessages(Utf8JsonWriter json, IEnumerable<IMessage> messages)
    {
        json.WriteStartArray();
        foreach (var message in messages)
        {
            // The diagnostic form: filters are known by other type names on the wire than here, and the strict one fails on them.
            json.WriteRawValue(JsonFormatter.ToDiagnosticString(message));
        }

        json.WriteEndArray();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string field, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(field, value);
        }
    }
}
