using System.Text.Json;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>The namespace of one scenario: named for its regression, with an end that the cluster makes, so that no two meet.</summary>
internal static class ScenarioNamespace
{
    private const int Longest = 50; // of 63, with what the cluster adds

    /// <summary>The object that asks for one.</summary>
    /// <param name="manifestFolder">The folder of the regression's manifests, which has its name.</param>
    public static string Json(string manifestFolder)
    {
        var regression = Path.GetFileName(Path.TrimEndingDirectorySeparator(manifestFolder)).ToLowerInvariant();
        return JsonSerializer.Serialize(new
        {
            apiVersion = "v1",
            kind = "Namespace",
            metadata = new
            {
                generateName = $"{(regression.Length > Longest ? regression[..Longest] : regression)}-",
                labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app.kubernetes.io/managed-by"] = "istio-regressions" },
            },
        });
    }
}
