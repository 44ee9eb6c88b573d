using System.Text.Json;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>The versions that connected proxies say they are.</summary>
internal static class ProxyVersions
{
    /// <summary>Those of a namespace, by pod.</summary>
    /// <param name="page">What /debug/syncz says: each proxy by its id, POD.NAMESPACE.</param>
    /// <param name="namespace">The namespace.</param>
    public static IReadOnlyDictionary<string, string> In(string page, string @namespace)
    {
        using var json = JsonDocument.Parse(page);
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var proxy in json.RootElement.EnumerateArray())
        {
            if (proxy.TryGetProperty("proxy", out var id) && id.GetString() is { } name && name.EndsWith($".{@namespace}", StringComparison.Ordinal))
            {
                versions[name[..^(@namespace.Length + 1)]] = proxy.TryGetProperty("istio_version", out var version) ? version.GetString() ?? "" : "none";
            }
        }

        return versions;
    }
}
