namespace IstioRegressions.Meshes;

/// <summary>A manifest: a file of the regression's folder, or one that a scenario made.</summary>
/// <param name="Name">What errors and evidence call it.</param>
/// <param name="Yaml">One or more YAML documents, each a Kubernetes object.</param>
public sealed record Manifest(string Name, string Yaml);
