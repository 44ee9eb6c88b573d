using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>load</c>: thousands of observers on one control plane, and what they cost it.</summary>
internal sealed class LoadCommand
{
    private readonly RunOptions _run;
    private readonly Option<int> _observers = new("--observers", "-n") { Description = "How many observers, each with a connection of its own.", DefaultValueFactory = _ => 1000 };
    private readonly Option<string> _namespaces = new("--namespaces") { Description = "The namespaces that they are spread over: how many (load-0, load-1, ...), or a list of names.", DefaultValueFactory = _ => "4" };
    private readonly Option<int> _services = new("--services") { Description = "How many services of its own each namespace has, where the pilot is started here.", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _edits = new("--edits") { Description = "How many edits are made to measure pushes, where the pilot is started here.", DefaultValueFactory = _ => 5 };
    private readonly Option<string[]> _labels = new("--label", "-l") { Description = "A label NAME=VALUE of every observer's workload; may be given more than once." };
    private readonly Option<double?> _connectRate = new("--connect-rate") { Description = "Connections a second; as fast as they are taken without it." };
    private readonly Option<double?> _subscribeRate = new("--subscribe-rate") { Description = "Connections a second that begin to subscribe; at once without it." };
    private readonly Option<string> _address = new("--address") { Description = "A pilot that is there already, HOST:PORT of plaintext xDS; its configuration is left alone." };

    private LoadCommand(Func<string, string?> variables) => _run = new RunOptions(variables);

    public static Command Create(Func<string, string?> variables) => new LoadCommand(variables).CreateCommand();

    private Command CreateCommand()
    {
        var command = new Command(
            "load",
            "Puts thousands of observers on a control plane: the reference, a real pilot (--pilot), or one at an address. Exit code 0: all acknowledged, 255: not.")
        {
            _observers, _namespaces, _services, _edits, _labels, _connectRate, _subscribeRate, _address,
        };
        _run.AddSettingsTo(command, "ISTIO_RELEASE", "ISTIO_EXPECT");
        command.Does(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var settings = _run.Settings(parsed);
        var version = VersionOf(settings);
        var options = new LoadOptions
        {
            Server = AddressOf(parsed.GetValue(_address)),
            Protocol = Mesh.ProtocolOf(version),
            Version = version,
            Observers = AtLeast(1, _observers, parsed),
            Namespaces = NamespacesOf(parsed.GetValue(_namespaces)!),
            Labels = LabelsOf(parsed.GetValue(_labels) ?? []),
            ConnectRate = Positive(_connectRate, parsed),
            SubscribeRate = Positive(_subscribeRate, parsed),
        };

        var report = parsed.GetValue(_address) is null
            ? await OnOwnPilotAsync(options, settings, AtLeast(0, _services, parsed), AtLeast(0, _edits, parsed), Say(parsed), ct)
            : await new LoadMeasurement($"the pilot at {options.Server.Authority}", null).RunAsync(options, [], Progress(options, Say(parsed)), ct);
        await Console.Out.WriteAsync(parsed.GetValue(_run.Json) ? JsonSerializer.Serialize(report, RunFolder.Json) + "\n" : report.ToString());
        return ExitCode.Good;
    }

    private static async Task<LoadReport> OnOwnPilotAsync(LoadOptions options, Settings settings, int services, int edits, TextWriter say, CancellationToken ct)
    {
        // Before a pilot is started and configured for nothing.
        DescriptorLimit.Check(options.Observers);
        await PilotFetch.RunAsync(settings, [options.Version], quiet: say == TextWriter.Null, ct);
        var evidence = Path.Combine(settings.Artifacts, settings.Run, "load");
        await say.WriteLineAsync($"starting pilot {options.Version} with {options.Namespaces.Count} x {services} services");
        await using var mesh = await LoadMesh.StartAsync(settings, options.Version, options.Namespaces, services, evidence, ct);
        var here = mesh.Options(options.Observers, options.Namespaces) with
        {
            Labels = options.Labels,
            ConnectRate = options.ConnectRate,
            SubscribeRate = options.SubscribeRate,
        };
        return await new LoadMeasurement(mesh.Name, mesh.ProcessId).RunAsync(here, Said(mesh.Edits(edits), edits, say), Progress(options, say), ct);
    }

    private static TextWriter Say(ParseResult parsed) => parsed.IsQuiet() ? TextWriter.Null : Console.Error;

    private static Action<int> Progress(LoadOptions options, TextWriter say)
    {
        var clock = new Countdown();
        return acknowledged => say.WriteLine($"{acknowledged} of {options.Observers} have acknowledged{clock.Left(acknowledged, options.Observers - acknowledged)}");
    }

    // Each is taken when the one before has reached all observers.
    private static IEnumerable<LoadEdit> Said(IEnumerable<LoadEdit> edits, int count, TextWriter say)
    {
        var (clock, made) = (new Countdown(), 0);
        foreach (var edit in edits)
        {
            say.WriteLine($"edit {made + 1} of {count}{clock.Left(made, count - made)}");
            yield return edit;
            made++;
        }
    }

    private static IstioVersion VersionOf(Settings settings) => settings.Versions switch
    {
        [] when settings.Environment == MeshEnvironment.Reference => ReleaseList.Default.Versions.Last(),
        [var one] => one,
        var many => throw new UsageException($"load runs on one version, not on {many.Count}: --versions 1.6.14"),
    };

    private static Uri AddressOf(string? address) => Uri.TryCreate($"http://{address ?? "localhost"}", UriKind.Absolute, out var uri) && uri.PathAndQuery == "/"
        ? uri
        : throw new UsageException($"--address {address} is not HOST:PORT, for example 10.0.0.7:15010");

    private static IReadOnlyList<string> NamespacesOf(string text)
    {
        var names = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? LoadConfiguration.Namespaces(count)
            : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Count > 0 ? names : throw new UsageException($"--namespaces {text} is neither a number above 0 nor a list of names");
    }

    private static Dictionary<string, string> LabelsOf(IEnumerable<string> labels) => labels
        .Select(label => label.Split('=', 2) is [{ Length: > 0 } name, var value] ? (name, value) : throw new UsageException($"--label {label} is not NAME=VALUE"))
        .GroupBy(l => l.name, StringComparer.Ordinal)
        .ToDictionary(l => l.Key, l => l.Count() == 1 ? l.Single().value : throw new UsageException($"--label {l.Key} is given {l.Count()} times"), StringComparer.Ordinal);

    private static int AtLeast(int least, Option<int> option, ParseResult parsed) => parsed.GetValue(option) is var value && value >= least
        ? value
        : throw new UsageException($"{option.Name} {value} is not {least} or more");

    private static double? Positive(Option<double?> option, ParseResult parsed) => parsed.GetValue(option) is not <= 0 and var value
        ? value
        : throw new UsageException($"{option.Name} {parsed.GetValue(option)} is not above 0");
}
