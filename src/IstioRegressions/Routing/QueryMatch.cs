using IstioRegressions.Xds.Protos;
using Form = IstioRegressions.Xds.Protos.QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase;

namespace IstioRegressions.Routing;

/// <summary>
/// Whether the query of a path has a parameter as it is wanted; of several of one name the first counts
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/route/route.proto, QueryParameterMatcher).
/// </summary>
internal static class QueryMatch
{
    public static bool Is(QueryParameterMatcher matcher, string path)
    {
        var query = path[RequestMatch.WithoutQuery(path).Length..].TrimStart('?');
        var parameter = query.Split('&').Select(p => p.Split('=', 2)).FirstOrDefault(p => p[0] == matcher.Name);
        if (parameter is null)
        {
            return false;
        }

        var value = parameter.ElementAtOrDefault(1) ?? "";
        return matcher.QueryParameterMatchSpecifierCase switch
        {
            Form.StringMatch => StringMatch.Is(matcher.StringMatch, value),
            Form.PresentMatch => true,
            _ when matcher.Value.Length == 0 => true,
            _ => matcher.Regex == true ? EnvoyRegex.IsWhole(matcher.Value, value, isSafe: false) : value == matcher.Value,
        };
    }

    /// <summary>Why an Envoy would refuse the matcher; null where it would not.</summary>
    public static string? Why(QueryParameterMatcher matcher) => matcher switch
    {
        { Name.Length: 0 } => "a query parameter match names no parameter",
        { StringMatch: { } match } => StringMatch.Why(match),
        { Regex: true } => EnvoyRegex.Why(matcher.Value, isSafe: false),
        _ => null,
    };
}
