using System.CommandLine;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Cli.Commands;

/// <summary>The options of the commands that run scenarios: the settings' variables, under the same names.</summary>
/// <param name="variables">The value of a variable, null where it is not set.</param>
/// <param name="one">Whether the command is about one regression, which must be named.</param>
internal sealed class RunOptions(Func<string, string?> variables, bool one = false)
{
    private readonly Option<string[]> _regressions = new("--regression", "-r")
    {
        Description = one
            ? "The regression, as list names it. Must be given, and once."
            : "A regression, as list names it; may be given more than once. All of them by default.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Dictionary<string, Option<string>> _settings = new([.. SettingOptions.Images(), .. SettingOptions.Clusters()], StringComparer.Ordinal)
    {
        ["ISTIO_VERSIONS"] = SettingOptions.Versions(),
        ["ISTIO_ENVIRONMENT"] = new("--environment", "-e") { Description = "reference, native, k3s or cluster (ISTIO_ENVIRONMENT)." },
        ["ISTIO_PILOT"] = SettingOptions.Pilot(),
        ["ISTIO_RELEASE"] = SettingOptions.Release(),
        ["ISTIO_EXPECT"] = new("--expect") { Description = "catalogue, affected or unaffected (ISTIO_EXPECT)." },
        ["ISTIO_ALLOW_ALL_INTERFACES"] = new("--allow-all-interfaces") { Description = "native: true runs pilots that listen on all interfaces (0.7, 0.8, 1.0) also where no network namespace can be made (ISTIO_ALLOW_ALL_INTERFACES)." },
        ["ISTIO_RESOURCES_PER_TEST"] = new("--resources-per-test") { Description = "How many applications a scenario about many of them has; 30 by default (ISTIO_RESOURCES_PER_TEST)." },
        ["ISTIO_ARTIFACTS"] = new("--output", "-o") { Description = "Where records and evidence go (ISTIO_ARTIFACTS)." },
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON to standard output and nothing else." };

    /// <summary>Gives a command these options, without those of the variables that it does not read.</summary>
    public void AddTo(Command command, params string[] without)
    {
        command.Options.Add(_regressions);
        AddSettingsTo(command, without);
    }

    /// <summary>The same for a command that runs no regression.</summary>
    public void AddSettingsTo(Command command, params string[] without)
    {
        foreach (var option in _settings.Where(s => !without.Contains(s.Key)).Select(s => s.Value))
        {
            command.Options.Add(option);
        }

        command.Options.Add(Json);
    }

    /// <summary>The regressions asked for, all of them by default.</summary>
    public IReadOnlyList<Regression> Regressions(ParseResult parsed) => parsed.GetValue(_regressions) is { Length: > 0 } ids
        ? [.. ids.Distinct(StringComparer.Ordinal).Select(RegressionCatalogue.Default.Get)]
        : RegressionCatalogue.Default.Regressions;

    /// <summary>
    /// The variables with the options laid over them; an empty option is not given. A binary or a release that is given
    /// asks for the native environment where no other is named, and the reference, where it is given, has no use for a binary that a variable names.
    /// </summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="more">A variable that other options of this command stand for; null where it was not given.</param>
    public Settings Settings(ParseResult parsed, (string Name, string? Value) more = default)
    {
        string? Given(string name) => name == more.Name ? more.Value : parsed.Given(_settings.GetValueOrDefault(name));
        var reference = string.Equals(Given("ISTIO_ENVIRONMENT")?.Trim(), "reference", StringComparison.OrdinalIgnoreCase);
        return Meshes.Settings.Read(name => name switch
        {
            "ISTIO_PILOT" when reference && Given(name) is null => null,
            "ISTIO_ENVIRONMENT" when Given(name) is null && string.IsNullOrWhiteSpace(variables(name)) && (Given("ISTIO_PILOT") ?? Given("ISTIO_RELEASE")) is not null => "native",
            "ISTIO_ARTIFACTS" when Given(name) is { } output => Path.GetFullPath(output),
            "ISTIO_PILOT" or "ISTIO_RELEASE" or "ISTIO_KUBECONFIG" when Given(name) is { } path => Path.GetFullPath(path),
            _ => Given(name) ?? variables(name),
        });
    }
}
