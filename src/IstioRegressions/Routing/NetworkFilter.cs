using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>Reads the network filters that decide where a connection goes.</summary>
internal static class NetworkFilter
{
    private const string Manager = "http_connection_manager";
    private const string Proxy = "tcp_proxy";

    /// <summary>
    /// The filter that a chain ends in: an <see cref="HttpConnectionManager"/>, a <see cref="TcpProxy"/>, the
    /// <see cref="DeprecatedTcpRoutes"/> of one, the name of another filter, or null where the chain has none. Filters that
    /// pass on (mixer, RBAC, metadata exchange) are passed over.
    /// </summary>
    /// <exception cref="ConfigurationRefusedException">What the filter is configured with cannot be read.</exception>
    public static object? EndOf(FilterChain chain)
    {
        foreach (var filter in chain.Filters)
        {
            if (Is(filter, Manager))
            {
                return FilterConfig.Read<HttpConnectionManager>(filter.Name, filter.Config, filter.TypedConfig);
            }

            if (Is(filter, Proxy))
            {
                return DeprecatedTcpRoutes.In(filter.Config) is { } routes
                    ? routes
                    : FilterConfig.Read<TcpProxy>(filter.Name, filter.Config, filter.TypedConfig);
            }
        }

        return chain.Filters.LastOrDefault()?.Name;
    }

    // A typed filter is known by its type, whatever its name; before that, names were all there was.
    private static bool Is(Filter filter, string name) => filter.TypedConfig is { TypeUrl: { Length: > 0 } type } && type != FilterConfig.StructType
        ? Any.GetTypeName(type).Contains($".network.{name}.v", StringComparison.Ordinal)
        : filter.Name == $"envoy.{name}" || filter.Name == $"envoy.filters.network.{name}";
}
