using System.CommandLine;
using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Pilot;

/// <summary>The door: the command line of a 1.6 pilot, and the only place where a version is known; it becomes defects here.</summary>
internal sealed class PilotCommandLine
{
    private readonly Option<string> _configDirectory = new("--configDir") { Required = true, Description = "The directory whose YAML files are the configuration" };
    private readonly Option<string> _meshConfig = new("--meshConfig") { Description = "The mesh configuration; it must exist, and is not read" };
    private readonly Option<string> _registries = new("--registries") { Description = "Taken and ignored" };
    private readonly Option<string> _grpc = new("--grpcAddr") { DefaultValueFactory = _ => ":15010", Description = "Where xDS is served" };
    private readonly Option<string> _http = new("--httpAddr") { DefaultValueFactory = _ => ":8080", Description = "Where /ready and /debug are served" };
    private readonly Option<string> _monitoring = new("--monitoringAddr") { DefaultValueFactory = _ => ":15014", Description = "Where /metrics is served" };
    private readonly Option<string> _https = new("--httpsAddr") { Description = "Must be empty: there is no TLS" };
    private readonly Option<string> _controlZAddress = new("--ctrlz_address") { Description = "Taken and ignored" };
    private readonly Option<string> _controlZ = new("--ctrlz_port") { Description = "Taken and ignored" };
    private readonly Option<string> _version = new("--istio-version") { Description = "Behave as this Istio version is known to" };
    private readonly Option<string> _defects = new("--defects") { Description = $"Of {string.Join(", ", ReferenceDefects.All.Keys)}, those to have" };

    /// <summary>Reads the arguments behind <c>pilot</c>.</summary>
    /// <exception cref="CommandLineException">They cannot be used.</exception>
    public PilotOptions Parse(IReadOnlyList<string> arguments)
    {
        var discovery = new Command("discovery") { _configDirectory, _meshConfig, _registries, _grpc, _http, _monitoring, _https, _controlZAddress, _controlZ, _version, _defects };
        var result = new RootCommand { discovery }.Parse(arguments);
        if (result.Errors.Count > 0 || result.CommandResult.Command != discovery)
        {
            throw new CommandLineException(result.Errors.Count > 0 ? result.Errors[0].Message : "the pilot has one command: discovery");
        }

        if (result.GetValue(_https) is { Length: > 0 } https)
        {
            throw new CommandLineException($"--httpsAddr {https}: this pilot serves no TLS; give --httpsAddr \"\"");
        }

        if (result.GetValue(_meshConfig) is { } meshConfig)
        {
            Existing(File.Exists, "--meshConfig", meshConfig);
        }

        return new PilotOptions(
            Existing(Directory.Exists, "--configDir", result.GetValue(_configDirectory)!),
            Address("--grpcAddr", result.GetValue(_grpc)!),
            Address("--httpAddr", result.GetValue(_http)!),
            Address("--monitoringAddr", result.GetValue(_monitoring)!),
            Duration("PILOT_DEBOUNCE_AFTER", TimeSpan.FromMilliseconds(100)),
            Duration("PILOT_DEBOUNCE_MAX", TimeSpan.FromSeconds(10)),
            OfVersion(result.GetValue(_version)).Concat(Named(result.GetValue(_defects))).ToHashSet(StringComparer.Ordinal));
    }
    private static string Existing(Func<string, bool> exists, string option, string path) =>
        exists(path) ? path : throw new CommandLineException($"{option} {path} does not exist");

    private static IPEndPoint Address(string option, string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon <= 0 ? "0.0.0.0" : text[..colon].Trim('[', ']');
        return colon >= 0 && ushort.TryParse(text.AsSpan(colon + 1), out var port) && IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address)
            ? new IPEndPoint(address, port)
            : throw new CommandLineException($"{option} {text} is not ADDRESS:PORT, for example 127.0.0.1:15010");
    }

    private static TimeSpan Duration(string variable, TimeSpan standard)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text))
        {
            return standard;
        }

        return GoDuration.TryParse(text, out var duration)
            ? duration
            : throw new CommandLineException($"{variable}={text} is not a duration, for example 100ms or 10s");
    }

    private static IEnumerable<string> OfVersion(string? text)
    {
        if (text is null)
        {
            return [];
        }

        return IstioVersion.TryParse(text, out var version)
            ? RegressionCatalogue.Default.DefectsOf(version)
            : throw new CommandLineException($"--istio-version '{text}' is not an Istio version; write MAJOR.MINOR.PATCH, for example 1.6.14");
    }

    private static string[] Named(string? list)
    {
        string[] names = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.FirstOrDefault(n => !ReferenceDefects.All.ContainsKey(n)) is { } unknown
            ? throw new CommandLineException($"there is no defect '{unknown}'; there are {string.Join(", ", ReferenceDefects.All.Keys)}")
            : names;
    }
}
