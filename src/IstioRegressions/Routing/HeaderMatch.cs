using System.Globalization;
using IstioRegressions.Xds.Protos;
using Form = IstioRegressions.Xds.Protos.HeaderMatcher.HeaderMatchSpecifierOneofCase;

namespace IstioRegressions.Routing;

/// <summary>
/// Whether a request has a header as it is wanted. A header that is not there matches nothing, inverted or not, except
/// the inverted question whether it is there
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/route/route.proto, HeaderMatcher).
/// </summary>
internal static class HeaderMatch
{
    public static bool Is(HeaderMatcher matcher, Call call, bool secure)
    {
        if (ValueOf(matcher.Name, call, secure) is not { } value)
        {
            return IsPresence(matcher) && matcher.InvertMatch != (matcher.HeaderMatchSpecifierCase == Form.PresentMatch && !matcher.PresentMatch);
        }

        return Is(matcher, value) != matcher.InvertMatch;
    }

    /// <summary>Why an Envoy would refuse the matcher; null where it would not.</summary>
    public static string? Why(HeaderMatcher matcher) => matcher.HeaderMatchSpecifierCase switch
    {
        _ when matcher.Name.Length == 0 => "a header match names no header",
        Form.RegexMatch => EnvoyRegex.Why(matcher.RegexMatch, isSafe: false),
        Form.SafeRegexMatch => EnvoyRegex.Why(matcher.SafeRegexMatch.Regex, isSafe: true),
        Form.StringMatch => StringMatch.Why(matcher.StringMatch),
        Form.None when matcher.Regex == true => EnvoyRegex.Why(matcher.Value, isSafe: false),
        _ => null,
    };

    private static string? ValueOf(string name, Call call, bool secure) => name.ToLowerInvariant() switch
    {
        ":method" => call.Method,
        ":path" => call.Path,
        ":authority" or "host" => call.Authority,
        ":scheme" or "x-forwarded-proto" => secure ? "https" : "http",
        var other => call.Headers.GetValueOrDefault(other),
    };

    private static bool IsPresence(HeaderMatcher matcher) =>
        matcher.HeaderMatchSpecifierCase == Form.PresentMatch || (matcher.HeaderMatchSpecifierCase == Form.None && matcher.Value.Length == 0);

    private static bool Is(HeaderMatcher matcher, string value) => matcher.HeaderMatchSpecifierCase switch
    {
        Form.ExactMatch => value == matcher.ExactMatch,
        Form.RegexMatch => EnvoyRegex.IsWhole(matcher.RegexMatch, value, isSafe: false),
        Form.SafeRegexMatch => EnvoyRegex.IsWhole(matcher.SafeRegexMatch.Regex, value, isSafe: true),
        Form.RangeMatch => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && matcher.RangeMatch.Start <= number && number < matcher.RangeMatch.End,
        Form.PresentMatch => matcher.PresentMatch,
        Form.PrefixMatch => value.StartsWith(matcher.PrefixMatch, StringComparison.Ordinal),
        Form.SuffixMatch => value.EndsWith(matcher.SuffixMatch, StringComparison.Ordinal),
        Form.ContainsMatch => value.Contains(matcher.ContainsMatch, StringComparison.Ordinal),
        Form.StringMatch => StringMatch.Is(matcher.StringMatch, value),
        _ when matcher.Value.Length == 0 => true,
        _ => matcher.Regex == true ? EnvoyRegex.IsWhole(matcher.Value, value, isSafe: false) : value == matcher.Value,
    };
}
