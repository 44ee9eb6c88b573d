namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Reads the fields of a mapping, each in its form or with an error that names it.</summary>
internal static class Fields
{
    public static YamlNode NoFields(YamlNode parent) => new(parent.Line) { Fields = [] };

    public static string Text(YamlNode node, string field) => node[field]?.AsText(field) ?? "";

    public static int Number(YamlNode node, string field) => node[field]?.AsNumber(field) ?? 0;

    public static IReadOnlyList<YamlNode> List(YamlNode node, string field) => node[field]?.AsList(field) ?? [];

    public static Items<string> TextList(YamlNode node, string field) => [.. List(node, field).Select(e => e.AsText(field))];

    public static Map<string> TextMap(YamlNode node, string field) => Map(node, field, (value, what) => value.AsText(what));

    public static Map<T> Map<T>(YamlNode node, string field, Func<YamlNode, string, T> read)
        where T : IEquatable<T> =>
        node[field]?.AsMapping(field) is { Count: > 0 } entries
            ? new Map<T>(entries.Select(e => (e.Key, read(e.Value, $"{field}.{e.Key}"))))
            : Configuration.Map<T>.Empty;

    public static int OneOf(YamlNode node, string field, params string[] names)
    {
        if (node[field] is not { } value)
        {
            return 0;
        }

        var index = Array.IndexOf(names, value.Text);
        return index >= 0
            ? index
            : throw new InvalidConfigurationException(value.Line, $"{field} {value.Text} is none of {string.Join(", ", names)}");
    }

    /// <summary>Refuses fields that are not among these: what is not known here would be missing without a word.</summary>
    public static void Only(YamlNode node, string what, params string[] known)
    {
        if (node.Fields?.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
        {
            throw new InvalidConfigurationException(node.Line, $"{what} has {unknown}, which this pilot does not serve; it knows {string.Join(", ", known)}");
        }
    }
}
