using System.CommandLine;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Cli.Commands;

/// <summary>The options of the commands that run scenarios: the settings' variables, under the same names.</summary>
internal sealed class RunOptions
{
    private readonly Option<string[]> _regressions = new("--regression", "-r")
    {
        Description = "A regression of the catalogue (see list); may be given more than once. All of them by default.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Dictionary<string, Option<string>> _settings = new(StringComparer.Ordinal)
    {
        ["ISTIO_VERSIONS"] = new("--versions", "-v") { Description = "Versions: a list 1.6.0,1.6.14 or a range 1.6.0..1.7.0 (ISTIO_VERSIONS)." },
        ["ISTIO_ENVIRONMENT"] = new("--environment", "-e") { Description = "reference, native, k3s or cluster (ISTIO_ENVIRONMENT)." },
        ["ISTIO_PILOT"] = new("--pilot") { Description = "native: a pilot-discovery binary; with {version} in the path one binary a version (ISTIO_PILOT)." },
        ["ISTIO_EXPECT"] = new("--expect") { Description = "catalogue, affected or unaffected (ISTIO_EXPECT)." },
        ["ISTIO_RESOURCES_PER_TEST"] = new("--resources-per-test") { Description = "How many applications a scenario about many of them has; 30 by default (ISTIO_RESOURCES_PER_TEST)." },
        ["ISTIO_ARTIFACTS"] = new("--output", "-o") { Description = "Where records and evidence go (ISTIO_ARTIFACTS)." },
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON to standard output and nothing else." };

    public void AddTo(Command command)
    {
        command.Options.Add(_regressions);
        foreach (var option in _settings.Values)
        {
            command.Options.Add(option);
        }

        command.Options.Add(Json);
    }

    /// <summary>The regressions asked for, all of them by default.</summary>
    public IReadOnlyList<Regression> Regressions(ParseResult parsed) => parsed.GetValue(_regressions) is { Length: > 0 } ids
        ? [.. ids.Distinct(StringComparer.Ordinal).Select(RegressionCatalogue.Default.Get)]
        : RegressionCatalogue.Default.Regressions;

    /// <summary>The variables with the options laid over them. A binary that is given asks for the native environment.</summary>
    public Settings Settings(ParseResult parsed)
    {
        string? Given(string name) => _settings.TryGetValue(name, out var option) ? parsed.GetValue(option) : null;
        return Meshes.Settings.Read(name => name switch
        {
            "ISTIO_ENVIRONMENT" when Given(name) is null && Given("ISTIO_PILOT") is not null => "native",
            "ISTIO_ARTIFACTS" when Given(name) is { } output => Path.GetFullPath(output),
            "ISTIO_PILOT" when Given(name) is { } pilot => Path.GetFullPath(pilot),
            _ => Given(name) ?? Environment.GetEnvironmentVariable(name),
        });
    }
}
