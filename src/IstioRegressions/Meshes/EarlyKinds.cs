using System.Text.RegularExpressions;

namespace IstioRegressions.Meshes;

/// <summary>
/// The words of early versions: what is a ServiceEntry from 0.8 on was an ExternalService in 0.7, with a discovery and without
/// a location; what is a PeerAuthentication from 1.5 on was a Policy, with the mode among the peers.
/// </summary>
internal static partial class EarlyKinds
{
    /// <summary>How a pilot lists a Policy.</summary>
    public const string Policy = "policy";

    private const string ServiceEntry = "kind: ServiceEntry\n";
    private const string PeerAuthentication = "kind: PeerAuthentication\n";

    /// <summary>The same objects in the words of 0.7.</summary>
    /// <param name="yaml">Objects in the layout that <see cref="ManifestObject.Complete"/> writes.</param>
    public static string Translate(string yaml) => EachOf(yaml, one => one.Contains(ServiceEntry, StringComparison.Ordinal)
        ? string.Join('\n', one.Split('\n').Where(line => !line.StartsWith("  location: ", StringComparison.Ordinal)))
            .Replace(ServiceEntry, "kind: ExternalService\n", StringComparison.Ordinal)
            .Replace("\n  resolution: ", "\n  discovery: ", StringComparison.Ordinal)
        : one);

    /// <summary>The same objects in the words of 1.0 to 1.4.</summary>
    /// <param name="yaml">Objects in the layout that <see cref="ManifestObject.Complete"/> writes.</param>
    public static string TranslatePolicies(string yaml) => EachOf(yaml, one => one.Contains(PeerAuthentication, StringComparison.Ordinal)
        ? Mode().Replace(one, "peers: [{mtls: {mode: ${mode}}}]")
            .Replace("apiVersion: security.istio.io/v1beta1\n", "apiVersion: authentication.istio.io/v1alpha1\n", StringComparison.Ordinal)
            .Replace(PeerAuthentication, "kind: Policy\n", StringComparison.Ordinal)
        : one);

    private static string EachOf(string yaml, Func<string, string> translate) => string.Join("---\n", yaml.Split("---\n").Select(translate));

    [GeneratedRegex(@"mtls:\s+(\{\s*)?mode: (?<mode>\w+)(\s*\})?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mode();
}
