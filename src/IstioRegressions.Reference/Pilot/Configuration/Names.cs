using System.Net;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The forms of names and addresses that Istio accepts.</summary>
internal static class Names
{
    private const int LongestLabel = 63;
    private const int LongestName = 255;

    /// <summary>A label of RFC 1123: letters, digits and inner hyphens; upper case too.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestLabel || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is wrong with a host name; null where nothing is. Its first label may be, or start with, a wildcard.</summary>
    public static string? ProblemOfHost(string host, bool allowWildcard)
    {
        if (host.Length is 0 or > LongestName)
        {
            return host.Length == 0 ? "a host name is empty" : $"the host name {host} is longer than {LongestName} characters";
        }

        var labels = host.Split('.');
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            var isAllowed = (i == labels.Length - 1 && i > 0 && label.Length == 0) || IsLabel(label)
                || (i == 0 && allowWildcard && IsWildcardLabel(label));
            if (!isAllowed)
            {
                return $"the host name {host} is not valid: its label '{label}' is not";
            }
        }

        return labels.Length > (allowWildcard ? 1 : 0) && int.TryParse(labels[^1], out _)
            ? $"the host name {host} is not valid: its last label is a number"
            : null;
    }

    public static bool IsAddress(string text) => IPAddress.TryParse(text, out _) && (text.Contains(':') || text.Count(c => c == '.') == 3);

    /// <summary>ADDRESS/BITS; the host bits may be set.</summary>
    public static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsAddress(text[..slash]) && int.TryParse(text[(slash + 1)..], out var bits)
            && bits >= 0 && bits <= (text.Contains(':') ? 128 : 32);
    }

    /// <summary>A label value: letters, digits, and inside also '-', '_' and '.'; or nothing.</summary>
    public static bool IsLabelValue(string text) =>
        text.Length == 0
        || (char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));

    /// <summary>A label key: a value, perhaps behind a host name and a slash.</summary>
    public static bool IsLabelKey(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = text[(slash + 1)..];
        return name.Length > 0 && IsLabelValue(name) && (slash < 0 || ProblemOfHost(text[..slash], allowWildcard: false) is null);
    }

    public static bool IsPort(int number) => number is >= 1 and <= ushort.MaxValue;

    private static bool IsWildcardLabel(string label) =>
        label == "*" || (label.StartsWith("*-", StringComparison.Ordinal) && IsLabel(label.AsSpan(2)))
        || (label.StartsWith('*') && IsLabel(label.AsSpan(1)));
}
