using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>
/// Names of namespaces: DNS labels (RFC 1123) that say what they are for, and differ where run, regression or version do.
/// </summary>
public static class RunNamespace
{
    /// <summary>The label of every namespace that a run made; its value is <see cref="Label"/> of the run.</summary>
    public const string RunLabel = "istio-regressions/run";

    // An API server appends five characters to what it generates, and cuts what is longer than this before.
    private const int Longest = 57;
    private const int HashDigits = 8;

    /// <summary>The name for a regression on a version in a run.</summary>
    public static string Name(string run, string regression, IstioVersion version)
    {
        var hash = Digest.Of(Encoding.UTF8.GetBytes($"{run}\n{regression}\n{version}")).Hex[..HashDigits];
        var slug = Slug($"ir-{regression}-{version}");
        return $"{slug[..Math.Min(slug.Length, Longest - HashDigits - 1)].TrimEnd('-')}-{hash}";
    }

    /// <summary>The same as <c>generateName</c>: the API server appends what makes it differ from all that are there or still going.</summary>
    public static string GenerateName(string run, string regression, IstioVersion version) => Name(run, regression, version) + "-";

    /// <summary>A text as the value of a label, itself where it can be one; others that differ stay different.</summary>
    public static string Label(string text)
    {
        var slug = Slug(text);
        return slug == text && text.Length is > 0 and <= 63
            ? text
            : $"{slug[..Math.Min(slug.Length, 40)]}-{Digest.Of(Encoding.UTF8.GetBytes(text)).Hex[..HashDigits]}".TrimStart('-');
    }

    private static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().TrimEnd('-');
    }
}
