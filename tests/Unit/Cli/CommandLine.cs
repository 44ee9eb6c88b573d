using System.Diagnostics;

namespace IstioRegressions.Unit.Cli;

/// <summary>Starts the command as a user does: a process with arguments, none of the settings of this one, and a folder for all that it writes.</summary>
internal static class CommandLine
{
    /// <summary>The command, as an assembly.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "cli", "istio-regressions.dll");

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What is set for it: all that it writes is in the folder.</summary>
    public static IReadOnlyDictionary<string, string> Variables(string folder) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ISTIO_ARTIFACTS"] = folder,
        ["ISTIO_LOCK"] = Path.Combine(folder, "images.lock"),
        ["ISTIO_CACHE"] = Path.Combine(folder, "cache"),
        ["DOCKER_CONFIG"] = folder,
    };

    /// <summary>Runs it to its end.</summary>
    public static Task<(int Code, string Said, string Errors)> RunAsync(string folder, params string[] arguments) => RunAsync(folder, [], arguments);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Its artifacts, its lock file and its cache are there.</param>
    /// <param name="variables">What is set besides.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Task<(int Code, string Said, string Errors)> RunAsync(
        string folder, IReadOnlyList<(string Name, string Value)> variables, params string[] arguments) =>
        EndAsync(Start(folder, variables, arguments));

    public static Process Start(string folder, params string[] arguments) => Start(folder, [], arguments);

    public static Process Start(string folder, IReadOnlyList<(string Name, string Value)> variables, params string[] arguments) =>
        // A shell's job in the background ignores SIGINT, and so does all that it starts.
        Start(folder, new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", "exec", Program, .. arguments]), variables);

    /// <summary>Starts any program in the same surroundings.</summary>
    public static Process Start(string folder, ProcessStartInfo start, IReadOnlyList<(string Name, string Value)>? variables = null)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ISTIO_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Variables(folder).Select(v => (v.Key, v.Value)).Concat(variables ?? []))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for a process and takes what it said.</summary>
    public static async Task<(int Code, string Said, string Errors)> EndAsync(Process started)
    {
        using var process = started;
        using var patience = new CancellationTokenSource(Patience);
        var said = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"it did not end within {Patience}; it said: {await said}{await errors}", late);
        }

        return (process.ExitCode, await said, await errors);
    }
}
