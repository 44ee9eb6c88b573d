using IstioRegressions.Meshes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Reads YAML text into trees, from the parser's events: a thousand documents take a few tens of milliseconds.</summary>
internal sealed class YamlDocuments
{
    private readonly IParser _events;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private readonly int _linesBefore;

    private YamlDocuments(string text, int linesBefore) => (_events, _linesBefore) = (new YamlEvents(text), linesBefore);

    /// <summary>The documents of a text, empty ones left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="linesBefore">How many lines of the file stand before it.</param>
    /// <exception cref="InvalidConfigurationException">The text is not YAML.</exception>
    public static List<YamlNode> Read(string text, int linesBefore = 0)
    {
        try
        {
            return new YamlDocuments(text, linesBefore).ReadAll();
        }
        catch (YamlException e)
        {
            throw new InvalidConfigurationException((int)e.Start.Line + linesBefore, e.Message, e);
        }
    }

    private List<YamlNode> ReadAll()
    {
        var documents = new List<YamlNode>();
        _events.Consume<StreamStart>();
        while (_events.TryConsume<DocumentStart>(out _))
        {
            _anchors.Clear();
            var root = ReadNode();
            if (!root.IsNull)
            {
                documents.Add(root);
            }

            _events.Consume<DocumentEnd>();
        }

        return documents;
    }

    private YamlNode ReadNode()
    {
        var line = (int)_events.Current!.Start.Line + _linesBefore;
        if (_events.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var target)
                ? target
                : throw new InvalidConfigurationException(line, $"there is no anchor {alias.Value}");
        }

        var anchor = ((NodeEvent)_events.Current).Anchor;
        var node = ReadValue(line);
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private YamlNode ReadValue(int line)
    {
        if (_events.TryConsume<Scalar>(out var scalar))
        {
            return new YamlNode(line) { Text = scalar.Value, IsQuoted = scalar.Style != ScalarStyle.Plain };
        }

        if (_events.TryConsume<SequenceStart>(out _))
        {
            var elements = new List<YamlNode>();
            while (!_events.TryConsume<SequenceEnd>(out _))
            {
                elements.Add(ReadNode());
            }

            return new YamlNode(line) { Elements = elements };
        }

        _events.Consume<MappingStart>();
        var fields = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode();
            var name = key.Text ?? throw new InvalidConfigurationException(key.Line, "a key must be text");
            if (!fields.TryAdd(name, ReadNode()))
            {
                throw new InvalidConfigurationException(key.Line, $"the key {name} stands twice in one mapping");
            }
        }

        return new YamlNode(line) { Fields = fields };
    }
}
