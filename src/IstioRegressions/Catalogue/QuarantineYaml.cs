using System.Globalization;
using System.Text.RegularExpressions;

namespace IstioRegressions.Catalogue;

/// <summary>An entry of quarantine.yaml as it is written.</summary>
internal static partial class QuarantineYaml
{
    // Those of the settings; a test holds the two together.
    internal static readonly IReadOnlyList<string> Environments = ["reference", "native", "k3s", "cluster"];

    internal static readonly string[] Fields = ["regression", "environment", "versions", "link", "expires", "reason"];

    public static string NameOf(YamlFields entry) => $"{entry.Text("regression")} on {entry.Text("environment")}";

    public static QuarantineEntry ToEntry(YamlFields entry, RegressionCatalogue catalogue) => new(
        Known(entry.Required("regression"), catalogue),
        entry.Required("environment") is var environment && Environments.Contains(environment)
            ? environment
            : throw new FormatException($"environment '{environment}' is none of {string.Join(", ", Environments)}"),
        entry.Text("versions") is { } versions ? VersionRange.Parse(versions) : null,
        new Quarantine(
            entry.Required("link") is var link && Links().IsMatch(link)
                ? link
                : throw new FormatException($"link '{link}' names no issue; write owner/repository#number, or an https address"),
            DateOnly.TryParseExact(entry.Required("expires"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : throw new FormatException($"expires '{entry.Text("expires")}' is no day; write YYYY-MM-DD, for example 2027-01-31"),
            entry.Text("reason") is { } reason && !string.IsNullOrWhiteSpace(reason) ? reason : throw YamlFields.Missing("reason")));

    private static string Known(string id, RegressionCatalogue catalogue)
    {
        try
        {
            return catalogue.Get(id).Id;
        }
        catch (KeyNotFoundException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    [GeneratedRegex(@"^([A-Za-z0-9-]+/[A-Za-z0-9._-]+#[0-9]+|https://[^\s/]+/\S+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();
}
