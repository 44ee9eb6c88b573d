using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// What an Envoy refuses an HTTP connection manager for
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/config/filter/network/http_connection_manager/v2/http_connection_manager.proto).
/// </summary>
internal static class HttpRules
{
    /// <exception cref="ConfigurationRefusedException">It would.</exception>
    public static void Check(ObservedState state, HttpConnectionManager manager)
    {
        switch (manager.RouteSpecifierCase)
        {
            case HttpConnectionManager.RouteSpecifierOneofCase.None:
                throw new ConfigurationRefusedException("the HTTP connection manager has no route specifier: rds or route_config");
            case HttpConnectionManager.RouteSpecifierOneofCase.Rds when manager.Rds.RouteConfigName.Length == 0:
                throw new ConfigurationRefusedException("the HTTP connection manager's rds has no route_config_name");
            case HttpConnectionManager.RouteSpecifierOneofCase.RouteConfig:
                RouteTableRules.Check(state, manager.RouteConfig, validateClusters: manager.RouteConfig.ValidateClusters ?? true);
                break;
        }

        if (manager.HttpFilters.LastOrDefault()?.Name is not ("envoy.router" or "envoy.filters.http.router"))
        {
            throw new ConfigurationRefusedException($"the HTTP connection manager's last filter is '{manager.HttpFilters.LastOrDefault()?.Name}', not the router");
        }
    }
}
