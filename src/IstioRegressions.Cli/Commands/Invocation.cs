using System.CommandLine;
using IstioRegressions.Distributions;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Cli.Commands;

/// <summary>Runs a command's action; what goes wrong by usage is one line on the error stream and exit code 255.</summary>
internal static class Invocation
{
    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                return await action(parsed, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("istio-regressions: interrupted; what was started is being ended");
                return ExitCode.Interrupted;
            }
            catch (Exception e) when (e is UsageException or SettingsException or ImageException or LoadException or MeshException or ManifestException or XdsException or KeyNotFoundException or FormatException
                or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
            {
                await Console.Error.WriteLineAsync($"istio-regressions: {e.Message}");
                return ExitCode.Usage;
            }
        });
}
