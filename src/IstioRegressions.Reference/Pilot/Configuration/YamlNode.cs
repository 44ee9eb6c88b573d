namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>A value of a YAML document with the line it stands on: a scalar, a list or a mapping.</summary>
internal sealed class YamlNode(int line)
{
    private static readonly HashSet<string> Words =
        new(["true", "false", "yes", "no", "on", "off", "null", "~", ""], StringComparer.OrdinalIgnoreCase);

    public int Line { get; } = line;

    /// <summary>The text of a scalar, else null.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the scalar is quoted, and so text whatever it looks like.</summary>
    public bool IsQuoted { get; init; }

    public List<YamlNode>? Elements { get; init; }

    public Dictionary<string, YamlNode>? Fields { get; init; }

    public bool IsNull => Text is "" or "~" or "null" or "Null" or "NULL" && !IsQuoted;

    /// <summary>The value of a field of a mapping; null where it is absent or null.</summary>
    public YamlNode? this[string field] => Fields is not null && Fields.TryGetValue(field, out var value) && !value.IsNull ? value : null;

    /// <summary>Text. An unquoted word or number is refused, as the JSON between YAML and Istio's types refuses it.</summary>
    public string AsText(string what)
    {
        if (Text is null)
        {
            throw new InvalidConfigurationException(Line, $"{what} must be text");
        }

        return IsQuoted || !(Words.Contains(Text) || LooksLikeNumber(Text))
            ? Text
            : throw new InvalidConfigurationException(Line, $"{what} must be text, but {Text} is not; write \"{Text}\"");
    }

    public int AsNumber(string what) =>
        Text is not null && uint.TryParse(Text, out var number) && number <= int.MaxValue
            ? (int)number
            : throw new InvalidConfigurationException(Line, $"{what} must be a whole number, but is {Text ?? "none"}");

    public IReadOnlyList<YamlNode> AsList(string what) =>
        Elements ?? throw new InvalidConfigurationException(Line, $"{what} must be a list");

    public IReadOnlyDictionary<string, YamlNode> AsMapping(string what) =>
        Fields ?? throw new InvalidConfigurationException(Line, $"{what} must be a mapping");

    private static bool LooksLikeNumber(string text) =>
        (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && double.TryParse(text, out _);
}
