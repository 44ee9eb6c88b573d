using System.Globalization;
using System.Text.RegularExpressions;

namespace IstioRegressions.Catalogue;

/// <summary>An entry of quarantine.yaml as it is written.</summary>
internal sealed partial class QuarantineYaml
{
    // Those of the settings; a test holds the two together.
    internal static readonly IReadOnlyList<string> Environments = ["reference", "native", "k3s", "cluster"];

    public string? Regression { get; set; }

    public string? Environment { get; set; }

    public string? Versions { get; set; }

    public string? Link { get; set; }

    public string? Expires { get; set; }

    public string? Reason { get; set; }

    public string Name => $"{Regression} on {Environment}";

    public QuarantineEntry ToEntry(RegressionCatalogue catalogue) => new(
        Known(CatalogueYaml.Required("regression", Regression), catalogue),
        CatalogueYaml.Required("environment", Environment) is var environment && Environments.Contains(environment)
            ? environment
            : throw new FormatException($"environment '{environment}' is none of {string.Join(", ", Environments)}"),
        Versions is null ? null : VersionRange.Parse(Versions),
        new Quarantine(
            CatalogueYaml.Required("link", Link) is var link && Links().IsMatch(link)
                ? link
                : throw new FormatException($"link '{link}' names no issue; write owner/repository#number, or an https address"),
            DateOnly.TryParseExact(CatalogueYaml.Required("expires", Expires), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : throw new FormatException($"expires '{Expires}' is no day; write YYYY-MM-DD, for example 2027-01-31"),
            CatalogueYaml.Required("reason", string.IsNullOrWhiteSpace(Reason) ? null : Reason)));

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
