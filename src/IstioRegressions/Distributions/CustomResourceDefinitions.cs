using System.Text.RegularExpressions;

namespace IstioRegressions.Distributions;

/// <summary>
/// Finds custom resource definitions in YAML text. Charts hold them in templates, which no YAML parser reads: the text is
/// looked at line by line.
/// </summary>
internal static partial class CustomResourceDefinitions
{
    private const int Timeout = 5000; // ms

    /// <summary>The names of the definitions of a text, in its order.</summary>
    /// <exception cref="FormatException">A definition has no name that can be read; the message names the file.</exception>
    public static IEnumerable<string> NamesIn(string file, string text)
    {
        foreach (var document in DocumentMarker().Split(text).Where(part => Kind().IsMatch(part)))
        {
            yield return NameOf(document) ?? throw new FormatException($"{file} has a CustomResourceDefinition without a metadata.name that can be read");
        }
    }

    private static string? NameOf(string document)
    {
        // The metadata's own fields share an indentation; a label may be called name too.
        int? own = null;
        foreach (var line in document.Split('\n').SkipWhile(line => !Metadata().IsMatch(line)).Skip(1).Where(IsYaml))
        {
            var indentation = line.Length - line.TrimStart(' ').Length;
            if (indentation == 0)
            {
                break;
            }

            own ??= indentation;
            if (indentation == own && Name().Match(line) is { Success: true } match)
            {
                return match.Groups["name"].Value;
            }
        }

        return null;
    }

    private static bool IsYaml(string line) => line.TrimStart() is not ("" or ['#', ..] or ['{', '{', ..] or "\r");

    [GeneratedRegex(@"^---.*$", RegexOptions.Multiline, Timeout)]
    private static partial Regex DocumentMarker();

    [GeneratedRegex(@"^kind:\s*[""']?CustomResourceDefinition[""']?\s*(#.*)?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^metadata:\s*(#.*)?$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Metadata();

    [GeneratedRegex(@"^\s+name:\s*[""']?(?<name>[^\s""'#]+)", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Name();
}
