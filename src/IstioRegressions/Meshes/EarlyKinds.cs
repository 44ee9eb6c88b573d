namespace IstioRegressions.Meshes;

/// <summary>The words of 0.7: what is a ServiceEntry from 0.8 on was an ExternalService, with a discovery and without a location.</summary>
internal static class EarlyKinds
{
    private const string ServiceEntry = "kind: ServiceEntry\n";

    /// <summary>The same objects in those words.</summary>
    /// <param name="yaml">Objects in the layout that <see cref="ManifestObject.Complete"/> writes.</param>
    public static string Translate(string yaml) => string.Join("---\n", yaml.Split("---\n").Select(TranslateOne));

    private static string TranslateOne(string yaml) => yaml.Contains(ServiceEntry, StringComparison.Ordinal)
        ? string.Join('\n', yaml.Split('\n').Where(line => !line.StartsWith("  location: ", StringComparison.Ordinal)))
            .Replace(ServiceEntry, "kind: ExternalService\n", StringComparison.Ordinal)
            .Replace("\n  resolution: ", "\n  discovery: ", StringComparison.Ordinal)
        : yaml;
}
