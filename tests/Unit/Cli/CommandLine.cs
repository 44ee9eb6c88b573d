using System.Diagnostics;

namespace IstioRegressions.Unit.Cli;

/// <summary>The command as a process, with none of this process' settings.</summary>
internal static class CommandLine
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Its artifacts, its lock file and its cache are there.</param>
    /// <param name="variables">What is set besides.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int Code, string Said, string Errors)> RunAsync(
        string folder, IReadOnlyList<(string Name, string Value)> variables, params string[] arguments)
    {
        using var process = Start(folder, variables, arguments);
        using var patience = new CancellationTokenSource(Patience);
        var said = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await said, await errors);
    }

    public static Process Start(string folder, IReadOnlyList<(string Name, string Value)> variables, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "cli", "istio-regressions.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ISTIO_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["ISTIO_ARTIFACTS"] = folder;
        start.Environment["ISTIO_LOCK"] = Path.Combine(folder, "images.lock");
        start.Environment["ISTIO_CACHE"] = Path.Combine(folder, "cache");
        start.Environment["DOCKER_CONFIG"] = folder;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
