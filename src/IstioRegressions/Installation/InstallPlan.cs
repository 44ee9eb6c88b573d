using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>The steps by which a release is installed, as data: whoever has a cluster takes them in their order.</summary>
public static class InstallPlan
{
    /// <summary>The steps from a release's files.</summary>
    /// <param name="release">The release.</param>
    /// <param name="folder">Its unpacked archive.</param>
    /// <param name="options">What is installed.</param>
    /// <param name="kubeconfig">The file that names the cluster, for <c>istioctl</c>.</param>
    /// <param name="context">The context in it; its current one where none is given.</param>
    /// <exception cref="InstallationException">The files are not there, or cannot install what is asked for.</exception>
    /// <exception cref="Meshes.ManifestException">A file is no manifest; the message names file, document and line.</exception>
    public static IReadOnlyList<InstallStep> For(Release release, string folder, InstallOptions options, string kubeconfig, string? context = null) => release.Install switch
    {
        InstallStyle.Manifests when options.ControlPlaneOnly => Pilot(release, options.PilotImage ?? IstioImages.Pilot(release.Version, options.Hub).ToString(), folder),
        InstallStyle.Manifests => Manifests(release, folder, options),
        _ => [new InstallStep($"istioctl of {release.Version}") { Istioctl = Istioctl.Arguments(release, options, kubeconfig, context), Manifest = Istioctl.Manifest(release, options) }],
    };

    /// <summary>The steps that install nothing but a pilot, in any version, from its image.</summary>
    /// <param name="release">The release that the image is of, or is built from.</param>
    /// <param name="image">The whole reference of the image.</param>
    /// <param name="folder">The release's unpacked archive or a checkout, for its definitions; not needed up to 0.8.</param>
    /// <exception cref="InstallationException">The definitions are not there.</exception>
    /// <exception cref="Meshes.ManifestException">A file is no manifest; the message names file, document and line.</exception>
    public static IReadOnlyList<InstallStep> Pilot(Release release, string image, string? folder)
    {
        var definitions = InstallFiles.Definitions(release.Version) is []
            ? []
            : Definitions(release, folder ?? throw new InstallationException(
                $"the definitions of Istio {release.Version} are in its release, and none is given; give its directory, unpacked or checked out (ISTIO_RELEASE)"));
        var pilot = new PilotObjects(release.Version, image);
        var objects = InstallManifest.Read($"the pilot {release.Version}", $"{pilot.Base}\n---\n{pilot.Deployment}");
        return [.. Steps(definitions), new InstallStep($"the pilot {release.Version}") { Objects = objects }];
    }

    private static IReadOnlyList<InstallStep> Manifests(Release release, string folder, InstallOptions options)
    {
        var objects = Read(folder, Path.Combine(folder, InstallFiles.Manifest(release.Version, options.MutualTls)), options);
        if (options.PilotImage is { } image && !objects.Any(o => o.Yaml.Contains($"\"{image}\"", StringComparison.Ordinal)))
        {
            throw new InstallationException($"the manifest of Istio {release.Version} has no container 'discovery', and so no place for the pilot's image {image}");
        }

        var kinds = objects.Where(o => o.IsDefinition).Concat(Definitions(release, folder)).DistinctBy(o => o.Name).ToList();
        return [.. Steps(kinds), new InstallStep($"the manifest of {release.Version}") { Objects = [.. objects.Where(o => !o.IsDefinition)] }];
    }

    private static IEnumerable<InstallStep> Steps(IReadOnlyList<InstallObject> definitions) =>
        definitions.Count == 0 ? [] : [new InstallStep($"{definitions.Count} custom resource definitions") { Objects = definitions }];

    private static IReadOnlyList<InstallObject> Definitions(Release release, string folder) =>
        [.. InstallFiles.FindDefinitions(release.Version, folder).SelectMany(file => Read(folder, file, new InstallOptions())).Where(o => o.IsDefinition)];

    private static IReadOnlyList<InstallObject> Read(string folder, string file, InstallOptions options)
    {
        try
        {
            return InstallManifest.Read(Path.GetRelativePath(folder, file), File.ReadAllText(file), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"{file} cannot be read: {e.Message}; give the directory of the release, unpacked", e);
        }
    }
}
