using System.Text.Json;

namespace IstioRegressions.Reports.Html;

/// <summary>What an observer had after one step of a scenario.</summary>
/// <param name="Name">The step.</param>
/// <param name="Pushes">The pushes that the step brought: "1 endpoints, 1 clusters".</param>
/// <param name="Resources">What it had, by type and name: each as JSON; empty where only names were kept.</param>
internal sealed record ObservedStep(string Name, string Pushes, IReadOnlyDictionary<(string Type, string Name), string> Resources)
{
    /// <summary>The types of resources, those first that tell the most.</summary>
    public static readonly string[] Types = ["endpoints", "clusters", "routes", "listeners"];

    /// <summary>Reads what a file says of it.</summary>
    /// <exception cref="InvalidOperationException">The file has another form.</exception>
    public static ObservedStep Read(string name, JsonElement file)
    {
        var resources = new Dictionary<(string, string), string>();
        foreach (var type in Types)
        {
            if (!file.TryGetProperty(type, out var held))
            {
                continue;
            }

            if (held.ValueKind == JsonValueKind.Array)
            {
                foreach (var resource in held.EnumerateArray())
                {
                    resources[(type, resource.GetString() ?? "")] = "";
                }

                continue;
            }

            foreach (var resource in held.EnumerateObject())
            {
                resources[(type, resource.Name)] = resource.Value.GetRawText();
            }
        }

        return new ObservedStep(name, Pushed(file), resources);
    }

    private static string Pushed(JsonElement file)
    {
        if (!file.TryGetProperty("pushes", out var pushes) || pushes.ValueKind != JsonValueKind.Array)
        {
            return "no push";
        }

        var types = pushes.EnumerateArray().Select(p => p.GetProperty("type").GetString() ?? "")
            .GroupBy(t => t, StringComparer.Ordinal).Select(g => $"{g.Count()} of {g.Key}");
        return string.Join(", ", types) is { Length: > 0 } text ? $"pushes: {text}" : "no push";
    }
}
