using System.Diagnostics;

namespace IstioRegressions.Unit.Cli;

/// <summary>Starts the command as a user does: a process with arguments, none of the settings of this one, and a folder for its records.</summary>
internal static class CommandLine
{
    /// <summary>The command, as an assembly.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "cli", "istio-regressions.dll");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end.</summary>
    public static Task<(int Code, string Said, string Errors)> RunAsync(string artifacts, params string[] arguments) =>
        EndAsync(Start(artifacts, arguments));

    public static Process Start(string artifacts, params string[] arguments) =>
        Start(artifacts, new ProcessStartInfo("dotnet", ["exec", Program, .. arguments]));

    /// <summary>Starts any program in the same surroundings.</summary>
    public static Process Start(string artifacts, ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ISTIO_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["ISTIO_ARTIFACTS"] = artifacts;
        return Process.Start(start)!;
    }

    /// <summary>Waits for a process and takes what it said.</summary>
    public static async Task<(int Code, string Said, string Errors)> EndAsync(Process started)
    {
        using var process = started;
        using var patience = new CancellationTokenSource(Patience);
        var said = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await said, await errors);
    }
}
