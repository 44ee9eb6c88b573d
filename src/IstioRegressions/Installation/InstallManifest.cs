using System.Text.RegularExpressions;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Installation;

/// <summary>
/// Reads a manifest of a release as it is applied to a Kubernetes of today: workloads of the API groups that 1.16 removed
/// become apps/v1, and what asks for a load balancer gets a node port. A document with nothing of that in it stays as it is,
/// byte for byte.
/// </summary>
public static partial class InstallManifest
{
    /// <summary>The objects of a manifest, in its order; documents with nothing in them are none.</summary>
    /// <param name="file">What errors call it.</param>
    /// <param name="text">YAML documents.</param>
    /// <param name="options">Which images take the place of the release's.</param>
    /// <exception cref="ManifestException">It cannot be read; the message names file, document and line.</exception>
    public static IReadOnlyList<InstallObject> Read(string file, string text, InstallOptions? options = null)
    {
        options ??= new InstallOptions();
        if (options.Hub != IstioImages.DefaultHub)
        {
            // The injector's templates hold it too, as text inside text.
            text = Hub().Replace(text, options.Hub.Replace("$", "$$", StringComparison.Ordinal));
        }

        var objects = new List<InstallObject>();
        var ordinal = 0;
        foreach (var (written, linesBefore) in YamlParts.Of(text))
        {
            var part = WithEachFieldOnce(written);
            var documents = Load(file, part, ordinal, linesBefore);
            foreach (var document in documents)
            {
                objects.Add(Read(new Place(file, ++ordinal, linesBefore), document, documents.Count == 1 ? part : Write(document), options));
            }
        }

        return objects;
    }

    // 0.7.1 says the apiVersion of its CA's Deployment twice, and kubectl takes the last. A line that goes leaves an empty one,
    // so that errors name the right line.
    private static string WithEachFieldOnce(string document)
    {
        var lines = document.Split('\n');
        foreach (var earlier in lines.Index().Where(l => TopField().IsMatch(l.Item)).GroupBy(l => TopField().Match(l.Item).Value).SelectMany(g => g.SkipLast(1)))
        {
            lines[earlier.Index] = "";
        }

        return string.Join('\n', lines);
    }

    private static List<YamlNode> Load(string file, string part, int before, int linesBefore)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new YamlEvents(part));
        }
        catch (YamlException e)
        {
            throw new Place(file, before + 1, linesBefore).Wrong(e.Start.Line, e.Message, e);
        }

        return [.. stream.Documents.Select(d => d.RootNode).Where(root => root is not YamlScalarNode { Value: null or "" or "~" or "null" })];
    }

    private static InstallObject Read(Place place, YamlNode node, string text, InstallOptions options)
    {
        var root = node as YamlMappingNode ?? throw place.Wrong(node.Start.Line, "is no object with apiVersion, kind and metadata");
        var kind = Required(place, root, "kind");
        var metadata = Map(root, "metadata") ?? throw place.Wrong(root.Start.Line, $"{kind} has no metadata");
        var name = Required(place, metadata, "name");

        var changed = WorkloadApi.Renew(place, root, kind, name) | TakeNodePort(root, kind) | TakePilot(root, options.PilotImage);
        return new InstallObject(place.ToString(), Required(place, root, "apiVersion"), kind, Scalar(metadata, "namespace"), name, changed ? Write(root) : text);
    }

    private static bool TakeNodePort(YamlMappingNode root, string kind)
    {
        if (kind != "Service" || Map(root, "spec") is not { } spec || Scalar(spec, "type") != "LoadBalancer")
        {
            return false;
        }

        spec.Children["type"] = "NodePort";
        return true;
    }

    // In every release from 0.7 to 1.4 the container is called that, and no other is.
    private static bool TakePilot(YamlMappingNode root, string? image)
    {
        var pod = Map(root, "spec") is { } spec && Map(spec, "template") is { } template ? Map(template, "spec") : null;
        if (image is null || pod is null || !pod.Children.TryGetValue("containers", out var node) || node is not YamlSequenceNode containers)
        {
            return false;
        }

        var pilots = containers.OfType<YamlMappingNode>().Where(c => Scalar(c, "name") == "discovery").ToList();
        pilots.ForEach(pilot => pilot.Children["image"] = new YamlScalarNode(image) { Style = ScalarStyle.DoubleQuoted });
        return pilots.Count > 0;
    }

    internal static YamlMappingNode? Map(YamlMappingNode node, string field) =>
        node.Children.TryGetValue(field, out var child) ? child as YamlMappingNode : null;

    internal static string? Scalar(YamlMappingNode node, string field) =>
        node.Children.TryGetValue(field, out var child) && child is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;

    private static string Required(Place place, YamlMappingNode node, string field) =>
        Scalar(node, field) ?? throw place.Wrong(node.Start.Line, $"the field {field} is missing");

    private static string Write(YamlNode root)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    [GeneratedRegex(@"(?<![\w.-])docker\.io/istio(?![\w.-])", RegexOptions.None, 5000)]
    private static partial Regex Hub();

    // With its value behind it: what goes on in the next lines is not taken apart.
    [GeneratedRegex(@"\A[A-Za-z]+:(?=[ \t]+[^\s#|>{\[&*!])", RegexOptions.None, 1000)]
    private static partial Regex TopField();

    /// <summary>Where in a file a document is.</summary>
    internal readonly record struct Place(string File, int Document, int LinesBefore)
    {
        public ManifestException Wrong(long line, string what, Exception? inner = null) =>
            new(File, $", document {Document}, line {line + LinesBefore}: {what}", inner) { IsOurs = true };

        public override string ToString() => $"{File}, document {Document}";
    }
}
