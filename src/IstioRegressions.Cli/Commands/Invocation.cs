using System.CommandLine;
using IstioRegressions.Distributions;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Cli.Commands;

/// <summary>Runs commands; what goes wrong by usage is one line on the error stream and exit code 255.</summary>
internal static class Invocation
{
    /// <summary>Runs a command line to its exit code.</summary>
    /// <param name="all">The command line that there is.</param>
    /// <param name="arguments">What was given.</param>
    /// <param name="how">Where its errors are written, among others.</param>
    public static async Task<int> RunAsync(RootCommand all, IReadOnlyList<string> arguments, InvocationConfiguration how)
    {
        var parsed = all.Parse(arguments);
        foreach (var error in parsed.Errors)
        {
            await how.Error.WriteLineAsync($"istio-regressions: {error.Message}");
        }

        return parsed.Errors.Count > 0 ? ExitCode.Usage : await parsed.InvokeAsync(how);
    }

    /// <summary>What a command does.</summary>
    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                return await action(parsed, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("istio-regressions: interrupted; what was started is being ended");
                return ExitCode.Interrupted;
            }
            catch (Exception e) when (e is UsageException or SettingsException or ImageException or LoadException or MeshException or ManifestException or XdsException or KeyNotFoundException or FormatException
                or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"istio-regressions: {e.Message}");
                return ExitCode.Usage;
            }
        });
}
