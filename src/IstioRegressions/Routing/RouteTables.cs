using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>The route tables that a proxy has: those that it was sent by name, and those inside its listeners, as 0.8 sends them to sidecars.</summary>
internal static class RouteTables
{
    /// <exception cref="ConfigurationRefusedException">A listener cannot be read.</exception>
    public static IEnumerable<RouteConfiguration> Of(ObservedState state) => state.Routes.Values.Concat(
        from listener in state.Listeners.Values
        from chain in listener.FilterChains
        let inside = (NetworkFilter.EndOf(chain) as HttpConnectionManager)?.RouteConfig
        where inside is not null
        select inside);
}
