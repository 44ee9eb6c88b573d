using System.Text.RegularExpressions;

namespace IstioRegressions.Routing;

/// <summary>
/// Envoy's regular expressions: a value matches when all of it does. <c>safe_regex</c> is RE2, without look-around and
/// back-references (https://github.com/google/re2/wiki/Syntax); the earlier <c>regex</c> is the ECMAScript grammar of
/// C++. Where .NET's syntax differs from theirs in detail, so does this.
/// </summary>
internal static class EnvoyRegex
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <exception cref="ConfigurationRefusedException">The expression takes for ever on this value.</exception>
    public static bool IsWhole(string expression, string value, bool isSafe)
    {
        try
        {
            return Parse(expression, isSafe).IsMatch(value);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ConfigurationRefusedException($"the regular expression '{expression}' takes over {Limit.TotalSeconds} s on '{value}'", e);
        }
    }

    /// <summary>Why an Envoy would refuse the expression; null where it would not.</summary>
    public static string? Why(string expression, bool isSafe)
    {
        try
        {
            _ = Parse(expression, isSafe);
            return expression.Length == 0 && isSafe ? "a regular expression is empty" : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"'{expression}' is no regular expression: {e.Message}";
        }
    }

    private static Regex Parse(string expression, bool isSafe) =>
        new($@"\A(?:{expression})\z", RegexOptions.CultureInvariant | (isSafe ? RegexOptions.NonBacktracking : RegexOptions.None), Limit);
}
