using System.Text.RegularExpressions;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Installation;

/// <summary>
/// Which files of a release are applied, as its archive names them (release/create_release_archives.sh of each release,
/// istio/release-builder from 1.4 on). From 1.5 on they lie elsewhere in a checkout, which is looked at too.
/// </summary>
public static partial class InstallFiles
{
    private const string Kubernetes = "install/kubernetes";

    /// <summary>The manifest that installs a release up to 1.4, relative to its archive.</summary>
    /// <param name="version">The release.</param>
    /// <param name="mutualTls">With mutual TLS from the start.</param>
    /// <exception cref="InstallationException">It has no such manifest.</exception>
    public static string Manifest(IstioVersion version, bool mutualTls) => (version.Major, version.Minor, mutualTls) switch
    {
        (0, <= 7, false) => $"{Kubernetes}/istio.yaml",
        (0, <= 7, true) => $"{Kubernetes}/istio-auth.yaml",
        (0, _, true) or (1, <= 3, true) => $"{Kubernetes}/istio-demo-auth.yaml",
        (0, _, false) or (1, <= 4, false) => $"{Kubernetes}/istio-demo.yaml",
        (1, 4, true) => throw NoMutualTls(version),
        _ => throw new InstallationException($"Istio {version} is installed by its istioctl, and has no manifest"),
    };

    /// <summary>
    /// The files with a release's custom resource definitions, as paths from any of the places they may be at; the first
    /// place that is there counts. None up to 0.8: 0.7 and 0.8 have them in their manifests, and their pilots make their own.
    /// </summary>
    public static IReadOnlyList<string> Definitions(IstioVersion version) => (version.Major, version.Minor) switch
    {
        (0, _) => [],
        (1, 0) => [$"{Kubernetes}/helm/istio/templates/crds.yaml"],
        (1, <= 4) => [$"{Kubernetes}/helm/istio-init/files"],
        (1, 5) => [$"{Kubernetes}/operator/charts/base/files", "manifests/base/files"],
        (1, <= 23) => ["manifests/charts/base/crds"],
        _ => ["manifests/charts/base/files"],
    };

    /// <summary>The files with a release's custom resource definitions, in the order in which they are applied.</summary>
    /// <param name="version">The release.</param>
    /// <param name="folder">Its unpacked archive, or a checkout of its tag.</param>
    /// <exception cref="InstallationException">They are not there; the message names what was looked for.</exception>
    public static IReadOnlyList<string> FindDefinitions(IstioVersion version, string folder)
    {
        var places = Definitions(version);
        if (places.Count == 0)
        {
            return [];
        }

        var found = places.Select(place => Path.Combine(folder, place)).FirstOrDefault(Path.Exists);
        var files = found is null ? [] : File.Exists(found) ? [found] : Directory.GetFiles(found).Where(f => Definition().IsMatch(Path.GetFileName(f))).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files
            : throw new InstallationException($"{folder} has no custom resource definitions of Istio {version}: no {string.Join(", no ", places)}; give the directory of that release, unpacked or checked out");
    }

    internal static InstallationException NoMutualTls(IstioVersion version) => new(
        $"Istio {version} is not installed with mutual TLS from the start; apply a {(version.Minor == 4 ? "MeshPolicy" : "PeerAuthentication")} of its own when it is there");

    // Not those of cert-manager, which 1.1 to 1.4 bring along and need only where it is installed too.
    [GeneratedRegex(@"\Acrd-(?!certmanager).*\.yaml\z", RegexOptions.None, 1000)]
    private static partial Regex Definition();
}
