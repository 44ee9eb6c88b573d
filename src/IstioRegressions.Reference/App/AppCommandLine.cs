using System.CommandLine;
using System.Net;
using IstioRegressions.Reference.Pilot;

namespace IstioRegressions.Reference.App;

/// <summary>The command line of the application.</summary>
internal sealed class AppCommandLine
{
    private readonly Option<string> _http = new("--http") { Required = true, Description = "ADDRESS:PORT where HTTP is served" };
    private readonly Option<string?> _tcp = new("--tcp") { Description = "ADDRESS:PORT where bytes are echoed" };
    private readonly Option<string> _name = new("--name") { DefaultValueFactory = _ => "app", Description = "What it calls itself" };
    private readonly Option<string> _readyAfter = new("--ready-after") { DefaultValueFactory = _ => "0s", Description = "A duration, or never" };
    private readonly Option<string> _stop = new("--on-sigterm") { DefaultValueFactory = _ => "exit", Description = "exit, drain or ignore" };

    /// <summary>Reads the arguments behind <c>app</c>.</summary>
    /// <exception cref="CommandLineException">They cannot be used.</exception>
    public AppOptions Parse(IReadOnlyList<string> arguments)
    {
        var result = new RootCommand { _http, _tcp, _name, _readyAfter, _stop }.Parse(arguments);
        if (result.Errors.Count > 0)
        {
            throw new CommandLineException(result.Errors[0].Message);
        }

        return new AppOptions(
            Address("--http", result.GetValue(_http)!),
            result.GetValue(_tcp) is { } tcp ? Address("--tcp", tcp) : null,
            result.GetValue(_name)!,
            Duration(result.GetValue(_readyAfter)!),
            result.GetValue(_stop) switch
            {
                "exit" => AppStop.Exit,
                "drain" => AppStop.Drain,
                "ignore" => AppStop.Ignore,
                var other => throw new CommandLineException($"--on-sigterm {other} is not exit, drain or ignore"),
            });
    }

    private static IPEndPoint Address(string option, string text) => IPEndPoint.TryParse(text, out var address) && text.Contains(':')
        ? address
        : throw new CommandLineException($"{option} {text} is not ADDRESS:PORT, for example 127.0.0.1:8000");

    private static TimeSpan? Duration(string text) => text == "never" ? null : GoDuration.TryParse(text, out var duration)
        ? duration
        : throw new CommandLineException($"--ready-after {text} is neither a duration (500ms, 2s) nor never");
}
