using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>Which route tables a listener asks for: those that its HTTP connection managers take from RDS.</summary>
internal static class RouteNames
{
    private const string V2Manager = "type.googleapis.com/envoy.config.filter.network.http_connection_manager.v2.HttpConnectionManager";
    private const string V3Manager = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

    /// <exception cref="XdsException">A connection manager does not parse; the message names the listener.</exception>
    public static IEnumerable<string> Of(Listener listener)
    {
        var chains = listener.DefaultFilterChain is { } fallback ? listener.FilterChains.Append(fallback) : listener.FilterChains;
        return chains.SelectMany(chain => chain.Filters).Select(filter => Of(listener, filter)).OfType<string>();
    }

    private static string? Of(Listener listener, Filter filter)
    {
        if (filter.TypedConfig is { TypeUrl: V2Manager or V3Manager } typed)
        {
            return FromTyped(listener, typed);
        }

        return filter is { Config: { } config, Name: "envoy.http_connection_manager" or "envoy.filters.network.http_connection_manager" }
            ? FromStruct(config)
            : null;
    }

    private static string? FromTyped(Listener listener, Any typed)
    {
        try
        {
            return HttpConnectionManager.Parser.ParseFrom(typed.Value).Rds?.RouteConfigName;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new XdsException($"listener '{listener.Name}' has a {typed.TypeUrl} that does not parse: {e.Message}", e);
        }
    }

    private static string? FromStruct(Struct manager) =>
        Field(manager, "rds", "rds")?.StructValue is { } rds ? Field(rds, "route_config_name", "routeConfigName")?.StringValue : null;

    // A Struct is JSON: protobuf writes field names as they are in the .proto or in camel case.
    private static Value? Field(Struct fields, string name, string camelCase) =>
        fields.Fields.TryGetValue(name, out var value) || fields.Fields.TryGetValue(camelCase, out value) ? value : null;
}
