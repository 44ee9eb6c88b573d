using System.Globalization;
using System.Text.RegularExpressions;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>The image of the disposable cluster that a version runs on.</summary>
/// <param name="Image">The whole reference.</param>
/// <param name="Why">Why this one, for the evidence.</param>
public sealed partial record K3sImage(string Image, string Why)
{
    // The first Kubernetes that removed v1beta1 of CustomResourceDefinition, webhook configurations and RBAC.
    private const int FirstWithoutBeta = 22;

    /// <summary>Chooses the image.</summary>
    /// <param name="version">The version of Istio.</param>
    /// <param name="given">An image to take whatever the version; null for the one in releases.yaml.</param>
    /// <exception cref="InstallationException">There is none for the version, or the given one is no reference.</exception>
    public static K3sImage For(IstioVersion version, string? given = null)
    {
        if (given is not null)
        {
            return ImageReference.TryParse(given, out _)
                ? new K3sImage(given, "it was given")
                : throw new InstallationException($"'{given}' is no reference to an image of k3s; write REPOSITORY:TAG, for example rancher/k3s:v1.20.15-k3s1");
        }

        try
        {
            var image = ReleaseList.Default.For(version).K3sImage;
            return new K3sImage(image, Reason(version, image));
        }
        catch (KeyNotFoundException e)
        {
            throw new InstallationException($"there is no k3s image for Istio {version}: {e.Message}; give one: --k3s-image (ISTIO_K3S_IMAGE)", e);
        }
    }

    /// <summary>The minor version of the Kubernetes in an image of k3s; null where its tag does not say.</summary>
    internal static int? KubernetesMinor(string image) =>
        Tag().Match(image) is { Success: true } match ? int.Parse(match.Groups["minor"].Value, CultureInfo.InvariantCulture) : null;

    private static string Reason(IstioVersion version, string image) => KubernetesMinor(image) switch
    {
        < FirstWithoutBeta and var minor =>
            $"Istio {version} was made for the v1beta1 APIs that Kubernetes 1.{FirstWithoutBeta} removed, and k3s runs on cgroup v2 from 1.20.4 on: Kubernetes 1.{minor} has both",
        { } minor => $"Istio {version} needs no API that Kubernetes 1.{minor} lacks (fixtures-yaml/releases.yaml)",
        null => "fixtures-yaml/releases.yaml says so",
    };

    [GeneratedRegex(@":v1\.(?<minor>[0-9]{1,3})\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();
}
