using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Installation;

/// <summary>
/// Workloads of API groups that Kubernetes 1.16 removed, as apps/v1: there the selector must be written, which was taken from
/// the template's labels before, and two fields are gone.
/// </summary>
internal static class WorkloadApi
{
    private static readonly string[] Removed = ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"];

    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

    // Deployment's and DaemonSet's; both did nothing when an object is made.
    private static readonly string[] Gone = ["rollbackTo", "templateGeneration"];

    /// <summary>Makes a workload one of apps/v1, where it is of a group that was removed.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="Meshes.ManifestException">It has neither a selector nor labels to make one from.</exception>
    public static bool Renew(InstallManifest.Place place, YamlMappingNode root, string kind, string name)
    {
        if (!Workloads.Contains(kind) || !Removed.Contains(InstallManifest.Scalar(root, "apiVersion")))
        {
            return false;
        }

        root.Children["apiVersion"] = "apps/v1";
        var spec = InstallManifest.Map(root, "spec") ?? throw place.Wrong(root.Start.Line, $"{kind} {name} has no spec");
        foreach (var field in Gone)
        {
            spec.Children.Remove(field);
        }

        if (InstallManifest.Map(spec, "selector") is not { Children.Count: > 0 })
        {
            spec.Children["selector"] = new YamlMappingNode("matchLabels", Labels(spec)
                ?? throw place.Wrong(spec.Start.Line, $"{kind} {name} has neither a selector nor labels in its template to make one from"));
        }

        return true;
    }

    private static YamlMappingNode? Labels(YamlMappingNode spec) =>
        InstallManifest.Map(spec, "template") is { } template
        && InstallManifest.Map(template, "metadata") is { } metadata
        && InstallManifest.Map(metadata, "labels") is { Children.Count: > 0 } labels
            ? new YamlMappingNode(labels.Children)
            : null;
}
