using IstioRegressions.Xds.Protos;
using PathForm = IstioRegressions.Xds.Protos.RouteMatch.PathSpecifierOneofCase;

namespace IstioRegressions.Routing;

/// <summary>
/// Whether a route is for a request: its path, and then all of its headers and query parameters
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/route/route.proto, RouteMatch).
/// </summary>
internal static class RequestMatch
{
    public static bool Is(RouteMatch match, Call call, bool secure) =>
        Path(match, call) && match.Headers.All(header => HeaderMatch.Is(header, call, secure)) && match.QueryParameters.All(parameter => QueryMatch.Is(parameter, call.Path));

    /// <summary>Why an Envoy would refuse the match; null where it would not.</summary>
    public static string? Why(RouteMatch match) =>
        match.PathSpecifierCase switch
        {
            PathForm.None => "its match names no path",
            PathForm.Regex => EnvoyRegex.Why(match.Regex, isSafe: false),
            PathForm.SafeRegex => EnvoyRegex.Why(match.SafeRegex.Regex, isSafe: true),
            _ => null,
        }
        ?? match.Headers.Select(HeaderMatch.Why).FirstOrDefault(why => why is not null)
        ?? match.QueryParameters.Select(QueryMatch.Why).FirstOrDefault(why => why is not null);

    /// <summary>For example <c>prefix /auth, x-user</c>.</summary>
    public static string Print(RouteMatch match)
    {
        var path = match.PathSpecifierCase switch
        {
            PathForm.Prefix => $"prefix {match.Prefix}",
            PathForm.Path => $"path {match.Path}",
            PathForm.Regex => $"regex {match.Regex}",
            PathForm.SafeRegex => $"regex {match.SafeRegex.Regex}",
            PathForm.PathSeparatedPrefix => $"prefix {match.PathSeparatedPrefix}/",
            _ => "CONNECT",
        };
        return string.Join(", ", [path, .. match.Headers.Select(h => h.Name), .. match.QueryParameters.Select(q => $"?{q.Name}")]);
    }

    private static bool Path(RouteMatch match, Call call)
    {
        var withoutQuery = WithoutQuery(call.Path);
        var comparison = match.CaseSensitive ?? true ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return match.PathSpecifierCase switch
        {
            PathForm.Prefix => call.Path.StartsWith(match.Prefix, comparison),
            PathForm.Path => withoutQuery.Equals(match.Path, comparison),
            PathForm.Regex => EnvoyRegex.IsWhole(match.Regex, withoutQuery, isSafe: false),
            PathForm.SafeRegex => EnvoyRegex.IsWhole(match.SafeRegex.Regex, withoutQuery, isSafe: true),
            PathForm.PathSeparatedPrefix => $"{withoutQuery}/".StartsWith($"{match.PathSeparatedPrefix}/", comparison),
            PathForm.ConnectMatcher => call.Method == "CONNECT",
            _ => false,
        };
    }

    public static string WithoutQuery(string path) => path.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? path[..query] : path;
}
