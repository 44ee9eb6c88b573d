using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Meshes;

/// <summary>One object of a manifest, as it was written.</summary>
internal sealed class ManifestObject
{
    /// <summary>The namespace of objects that name none.</summary>
    public const string DefaultNamespace = "default";

    private const string GenerationAnnotation = "istio-regressions/generation";

    private readonly YamlMappingNode _root;

    private ManifestObject(YamlMappingNode root, string apiVersion, ObjectKey key) => (_root, ApiVersion, Key) = (root, apiVersion, key);

    /// <summary>The group and the version of its kind, as it writes them.</summary>
    public string ApiVersion { get; }

    /// <summary>What names it.</summary>
    public ObjectKey Key { get; }

    /// <summary>The objects of a manifest.</summary>
    /// <exception cref="ManifestException">It cannot be read; the message names file and line.</exception>
    public static IReadOnlyList<ManifestObject> Parse(Manifest manifest)
    {
        var objects = YamlParts.Read(manifest.Yaml, (part, linesBefore) => Parse(manifest.Name, part, linesBefore)).SelectMany(o => o).ToList();
        if (objects.Count == 0)
        {
            throw new ManifestException(manifest.Name, " has no object in it") { IsOurs = true };
        }

        return objects.GroupBy(o => o.Key).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ManifestException(manifest.Name, $" has {twice.Key} {twice.Count()} times; an object is applied once a step") { IsOurs = true }
            : objects;
    }

    private static List<ManifestObject> Parse(string file, string part, int linesBefore)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new YamlEvents(part));
        }
        catch (YamlException e)
        {
            throw new ManifestException(file, $", line {e.Start.Line + linesBefore}: {e.Message}", e) { IsOurs = true };
        }

        return [.. stream.Documents.Select(d => d.RootNode).Where(root => !IsEmpty(root)).Select(root => Read(file, root, linesBefore))];
    }

    /// <summary>
    /// The object with what an API server fills in, in one layout whatever the author's was: equal where nothing was edited
    /// and the same is filled in.
    /// </summary>
    /// <param name="created">When it was created, kept over edits: without it a pilot stamps it anew and an edit becomes a full push.</param>
    /// <param name="generation">Which edit of it this is, from 1.</param>
    /// <param name="resourceVersion">Grows with every change of any object.</param>
    /// <remarks>
    /// The generation also stands in an annotation: a pilot compares annotations, so that an edit of nothing that it
    /// knows is an update for it all the same, as it is with an API server.
    /// </remarks>
    public string Complete(DateTimeOffset created, int generation, long resourceVersion)
    {
        var metadata = (YamlMappingNode)_root.Children["metadata"];
        Set(metadata, "namespace", Key.Namespace);
        Set(metadata, "creationTimestamp", created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Set(metadata, "resourceVersion", resourceVersion.ToString(CultureInfo.InvariantCulture), ScalarStyle.DoubleQuoted);
        Set(metadata, "generation", generation.ToString(CultureInfo.InvariantCulture));
        if (!metadata.Children.TryGetValue("annotations", out var annotations) || annotations is not YamlMappingNode)
        {
            metadata.Children["annotations"] = annotations = new YamlMappingNode();
        }

        Set((YamlMappingNode)annotations, GenerationAnnotation, generation.ToString(CultureInfo.InvariantCulture), ScalarStyle.DoubleQuoted);
        return Write(_root);
    }

    /// <summary>The object as it was written, in a namespace, and with the protocols of its ports.</summary>
    /// <param name="namespace">The namespace; null for an object of the cluster, which has none.</param>
    public string In(string? @namespace)
    {
        if (@namespace is not null)
        {
            Set((YamlMappingNode)_root.Children["metadata"], "namespace", @namespace);
        }

        PortProtocols.Complete(Key.Kind, _root);
        return Write(_root);
    }

    private static ManifestObject Read(string file, YamlNode node, int linesBefore)
    {
        var root = node as YamlMappingNode ?? throw Wrong(file, node, linesBefore, "is not an object with apiVersion, kind and metadata");
        var apiVersion = Required(file, root, linesBefore, "apiVersion");
        var kind = Required(file, root, linesBefore, "kind");
        var metadata = root.Children.TryGetValue("metadata", out var child) && child is YamlMappingNode mapping
            ? mapping
            : throw Wrong(file, root, linesBefore, $"{kind} has no metadata");
        var name = Required(file, metadata, linesBefore, "name");
        return new ManifestObject(root, apiVersion, new ObjectKey(kind, Scalar(metadata, "namespace") ?? DefaultNamespace, name));
    }

    private static string Required(string file, YamlMappingNode node, int linesBefore, string field) =>
        Scalar(node, field) ?? throw Wrong(file, node, linesBefore, $"the field {field} is missing");

    private static string? Scalar(YamlMappingNode node, string field) =>
        node.Children.TryGetValue(field, out var value) && value is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;

    private static ManifestException Wrong(string file, YamlNode at, int linesBefore, string what) =>
        new(file, $", line {at.Start.Line + linesBefore}: {what}") { IsOurs = true };

    private static bool IsEmpty(YamlNode root) => root is YamlScalarNode { Value: null or "" or "~" or "null" };

    private static void Set(YamlMappingNode node, string field, string value, ScalarStyle style = ScalarStyle.Plain) =>
        node.Children[field] = new YamlScalarNode(value) { Style = style };

    private static string Write(YamlMappingNode root)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        return text.ToString().TrimEnd().TrimEnd('.').TrimEnd();
    }
}
