namespace IstioRegressions.Installation;

/// <summary>One object that is applied to install a release.</summary>
/// <param name="Source">The file and document that it is from.</param>
/// <param name="ApiVersion">Its API group and version.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; null where it names none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Yaml">One YAML document.</param>
public sealed record InstallObject(string Source, string ApiVersion, string Kind, string? Namespace, string Name, string Yaml)
{
    /// <summary>Whether it defines a kind, and has to be established before anything of that kind is applied.</summary>
    public bool IsDefinition => Kind == "CustomResourceDefinition";
}
