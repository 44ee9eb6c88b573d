using System.CommandLine;
using System.Net;
using IstioRegressions.Reference.Pilot;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>The command line of the proxy.</summary>
internal sealed class ProxyCommandLine
{
    private readonly Option<string> _bootstrap = new("--bootstrap") { Required = true, Description = "Envoy's bootstrap, in JSON" };
    private readonly Option<string?> _application = new("--application") { Description = "The address of the application behind it" };
    private readonly Option<string> _drain = new("--drain") { DefaultValueFactory = _ => "accept", Description = "On SIGTERM: exit, refuse, accept or zero-connections" };
    private readonly Option<string> _drainTime = new("--drain-time") { DefaultValueFactory = _ => "5s", Description = "How long it drains" };

    /// <summary>Reads the arguments behind <c>proxy</c>, and the bootstrap.</summary>
    /// <exception cref="CommandLineException">They cannot be used.</exception>
    public ProxyOptions Parse(IReadOnlyList<string> arguments)
    {
        var result = new RootCommand { _bootstrap, _application, _drain, _drainTime }.Parse(arguments);
        if (result.Errors.Count > 0)
        {
            throw new CommandLineException(result.Errors[0].Message);
        }

        var application = result.GetValue(_application);
        var drainTime = result.GetValue(_drainTime)!;
        IPAddress? address = null;
        return new ProxyOptions(
            Bootstrap.Read(result.GetValue(_bootstrap)!),
            application is null || IPAddress.TryParse(application, out address) ? address : throw new CommandLineException($"--application {application} is no address"),
            result.GetValue(_drain) switch
            {
                "exit" => DrainMode.Exit,
                "refuse" => DrainMode.Refuse,
                "accept" => DrainMode.Accept,
                "zero-connections" => DrainMode.ZeroConnections,
                var other => throw new CommandLineException($"--drain {other} is not exit, refuse, accept or zero-connections"),
            },
            GoDuration.TryParse(drainTime, out var time) ? time : throw new CommandLineException($"--drain-time {drainTime} is not a duration, for example 5s"));
    }
}
