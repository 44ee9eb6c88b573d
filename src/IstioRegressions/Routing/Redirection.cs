using IstioRegressions.Xds.Protos;
using static IstioRegressions.Xds.Protos.RedirectAction.Types;

namespace IstioRegressions.Routing;

/// <summary>
/// Where a redirect leads: the request's own scheme, host, port and path, with what the route replaces
/// (https://www.envoyproxy.io/docs/envoy/v1.17.3/api-v3/config/route/v3/route_components.proto, RedirectAction).
/// </summary>
internal static class Redirection
{
    public static int StatusOf(RedirectAction redirect) => redirect.ResponseCode switch
    {
        RedirectResponseCode.MovedPermanently => 301,
        RedirectResponseCode.Found => 302,
        RedirectResponseCode.SeeOther => 303,
        RedirectResponseCode.TemporaryRedirect => 307,
        _ => 308,
    };

    public static string LocationOf(Route route, Call call, bool secure)
    {
        var redirect = route.Redirect;
        var before = secure ? "https" : "http";
        var scheme = redirect.HttpsRedirect ? "https" : redirect.SchemeRedirect.Length > 0 ? redirect.SchemeRedirect : before;
        return $"{scheme}://{Host(redirect, call, before, scheme)}{Path(route, call)}";
    }

    private static string Host(RedirectAction redirect, Call call, string before, string scheme)
    {
        var host = redirect.HostRedirect.Length > 0 ? redirect.HostRedirect : call.Authority;
        if (redirect.PortRedirect > 0)
        {
            return $"{WithoutPort(host)}:{redirect.PortRedirect}";
        }

        // The default port of the scheme that is left would be wrong for the new one.
        var isDefault = (before == "http" && host.EndsWith(":80", StringComparison.Ordinal)) || (before == "https" && host.EndsWith(":443", StringComparison.Ordinal));
        return redirect.HostRedirect.Length == 0 && scheme != before && isDefault ? WithoutPort(host) : host;
    }

    private static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }

    // A query stays, unless the new path brings its own; Envoys before 1.15 lost it with path_redirect.
    private static string Path(Route route, Call call)
    {
        var (redirect, path) = (route.Redirect, RequestMatch.WithoutQuery(call.Path));
        var query = redirect.StripQuery ? "" : call.Path[path.Length..];
        if (redirect.PathRedirect.Length > 0)
        {
            return redirect.PathRedirect.Contains('?') ? redirect.PathRedirect : redirect.PathRedirect + query;
        }

        var matched = route.Match.HasPath ? path.Length : Math.Min(route.Match.Prefix.Length, path.Length);
        return redirect.PrefixRewrite.Length > 0 ? redirect.PrefixRewrite + path[matched..] + query : path + query;
    }
}
