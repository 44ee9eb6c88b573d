using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>The listener filters that find out what a connection carries before a filter chain is chosen.</summary>
internal static class ListenerFilters
{
    public const string OriginalDestination = "original_dst";
    public const string Tls = "tls_inspector";
    public const string Http = "http_inspector";

    /// <summary>Whether a listener names a filter, by its name of before 1.14 (envoy.listener.X) or the later one.</summary>
    public static bool Has(Listener listener, string filter) =>
        listener.ListenerFilters.Any(f => f.Name == $"envoy.listener.{filter}" || f.Name == $"envoy.filters.listener.{filter}");

    /// <summary>
    /// Whether TLS is looked for: Envoy adds the filter itself where a filter chain cannot be matched without it
    /// (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/listener/listener.proto, transport_protocol).
    /// </summary>
    public static bool InspectsTls(Listener listener) => Has(listener, Tls) || listener.FilterChains
        .Select(c => c.FilterChainMatch)
        .OfType<FilterChainMatch>()
        .Any(m => m.TransportProtocol == "tls" || (m.TransportProtocol.Length == 0 && m.ServerNames.Count + m.ApplicationProtocols.Count > 0));

    /// <summary>
    /// Why a connection whose client waits for the server's first bytes is never served; null where it is. A listener that
    /// inspects waits for the client (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/lds.proto,
    /// listener_filters_timeout and continue_on_listener_filters_timeout).
    /// </summary>
    public static string? WhyStuck(Listener listener)
    {
        if (!InspectsTls(listener) && !Has(listener, Http))
        {
            return null;
        }

        if (listener.ListenerFiltersTimeout is { Seconds: 0, Nanos: 0 })
        {
            return "held for ever: the listener waits for the client's first bytes, the client for the server's, and listener_filters_timeout is 0";
        }

        return listener.ContinueOnListenerFiltersTimeout
            ? null
            : "closed: the listener waits for the client's first bytes, the client for the server's, and the listener does not continue after its timeout";
    }
}
