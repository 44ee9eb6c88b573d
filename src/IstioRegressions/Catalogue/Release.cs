namespace IstioRegressions.Catalogue;

/// <summary>One published Istio version and how it is run.</summary>
/// <param name="Version">The version.</param>
/// <param name="CommandLine">The form of its pilot's command line.</param>
/// <param name="Install">How it is installed on Kubernetes.</param>
/// <param name="K3sImage">The image of the disposable cluster that it runs on.</param>
public sealed record Release(IstioVersion Version, CommandLineForm CommandLine, InstallStyle Install, string K3sImage);
