using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Catalogue;

/// <summary>
/// The fields of an entry, read strictly: what it has beside those that are known is an error. Read without reflection: each
/// process of the reference reads the catalogue, and the types of a deserializer were a quarter of its start as an assembly.
/// </summary>
internal sealed class YamlFields
{
    private readonly YamlMappingNode _node;

    /// <summary>The fields of a mapping.</summary>
    /// <exception cref="YamlException">It is none, or has one that is not known.</exception>
    public YamlFields(YamlNode node, params ReadOnlySpan<string> known)
    {
        _node = node as YamlMappingNode ?? throw new YamlException(node.Start, node.End, $"'{node}' has no fields");
        foreach (var name in _node.Children.Keys)
        {
            if (!known.Contains(name is YamlScalarNode { Value: { } text } ? text : ""))
            {
                throw new YamlException(name.Start, name.End, $"there is no field '{name}'");
            }
        }
    }

    /// <summary>A text; null where it is missing.</summary>
    /// <exception cref="YamlException">It is no text.</exception>
    public string? Text(string field) => Find(field) is { } node ? TextOf(node, field) : null;

    /// <summary>A text that must be there.</summary>
    /// <exception cref="FormatException">It is missing.</exception>
    public string Required(string field) => Text(field) ?? throw Missing(field);

    /// <summary>A number; null where it is missing.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public int? Number(string field) => Text(field) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"{field} '{text}' is not a number");

    /// <summary>A list of texts; null where it is missing.</summary>
    /// <exception cref="YamlException">It is none.</exception>
    public List<string>? Texts(string field) => List(field)?.ConvertAll(node => TextOf(node, field) ?? throw new YamlException(node.Start, node.End, $"{field} has an entry without a text"));

    /// <summary>A list of entries that have fields of their own; null where it is missing.</summary>
    /// <exception cref="YamlException">It is none, or one of them has a field that is not known.</exception>
    public List<YamlFields>? Entries(string field, params string[] known) => List(field)?.ConvertAll(node => new YamlFields(node, known));

    /// <summary>The error of a field that must be there.</summary>
    public static FormatException Missing(string field) => new($"the field {field} is missing");

    private static string? TextOf(YamlNode node, string field) => node switch
    {
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
        YamlScalarNode { Value: { } text } => text,
        _ => throw new YamlException(node.Start, node.End, $"{field} is not a text"),
    };

    private List<YamlNode>? List(string field) => Find(field) switch
    {
        null => null,
        YamlSequenceNode list => [.. list.Children],
        var node => throw new YamlException(node.Start, node.End, $"{field} is not a list"),
    };

    private YamlNode? Find(string field) => _node.Children.TryGetValue(field, out var node) ? node : null;
}
