using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Meshes;

/// <summary>
/// Writes TCP where the port of a Service or of a container names no protocol. The protocol is part of what tells ports
/// apart, and a server-side apply by Kubernetes 1.20 refuses a port without it, where a creation takes TCP.
/// </summary>
internal static class PortProtocols
{
    private const string Field = "protocol";

    /// <summary>Completes an object; one that has no ports stays as it is.</summary>
    public static void Complete(string kind, YamlMappingNode root)
    {
        if (Map(root, "spec") is not { } spec)
        {
            return;
        }

        if (kind == "Service")
        {
            Complete(spec);
        }

        var pod = kind == "Pod" ? spec : Map(spec, "template") is { } template ? Map(template, "spec") : null;
        foreach (var container in pod is null ? [] : Items(pod, "initContainers").Concat(Items(pod, "containers")))
        {
            Complete(container);
        }
    }

    private static void Complete(YamlMappingNode owner)
    {
        foreach (var port in Items(owner, "ports").Where(p => !p.Children.ContainsKey(Field)))
        {
            port.Children[Field] = new YamlScalarNode("TCP");
        }
    }

    private static YamlMappingNode? Map(YamlMappingNode node, string field) => node.Children.TryGetValue(field, out var child) ? child as YamlMappingNode : null;

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string field) =>
        node.Children.TryGetValue(field, out var child) && child is YamlSequenceNode items ? items.OfType<YamlMappingNode>() : [];
}
