using IstioRegressions.Xds.Protos;
using Form = IstioRegressions.Xds.Protos.StringMatcher.MatchPatternOneofCase;

namespace IstioRegressions.Routing;

/// <summary>
/// Envoy's string matcher (https://www.envoyproxy.io/docs/envoy/v1.17.3/api-v3/type/matcher/v3/string.proto).
/// </summary>
internal static class StringMatch
{
    public static bool Is(StringMatcher matcher, string value)
    {
        var comparison = matcher.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return matcher.MatchPatternCase switch
        {
            Form.Exact => value.Equals(matcher.Exact, comparison),
            Form.Prefix => value.StartsWith(matcher.Prefix, comparison),
            Form.Suffix => value.EndsWith(matcher.Suffix, comparison),
            Form.Contains => value.Contains(matcher.Contains, comparison),
            Form.Regex => EnvoyRegex.IsWhole(matcher.Regex, value, isSafe: false),
            Form.SafeRegex => EnvoyRegex.IsWhole(matcher.SafeRegex.Regex, value, isSafe: true),
            _ => false,
        };
    }

    /// <summary>Why an Envoy would refuse the matcher; null where it would not.</summary>
    public static string? Why(StringMatcher matcher) => matcher.MatchPatternCase switch
    {
        Form.None => "a string match has no pattern",
        Form.Regex => EnvoyRegex.Why(matcher.Regex, isSafe: false),
        Form.SafeRegex => EnvoyRegex.Why(matcher.SafeRegex.Regex, isSafe: true),
        _ => null,
    };
}
