namespace IstioRegressions.Catalogue;

/// <summary>How a release is installed on Kubernetes.</summary>
public enum InstallStyle
{
    /// <summary>Up to 1.4: the manifests of the release archive.</summary>
    Manifests,

    /// <summary>1.5: <c>istioctl manifest apply</c>.</summary>
    ManifestApply,

    /// <summary>1.6 and later: <c>istioctl install</c>.</summary>
    Istioctl,
}
