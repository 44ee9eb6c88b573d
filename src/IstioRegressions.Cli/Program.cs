using System.CommandLine;
using IstioRegressions.Cli;
using IstioRegressions.Cli.Commands;
using Spectre.Console;

// A pipe or a file has neither colours nor a width.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
    AnsiConsole.Profile.Width = 240;
}

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("istio-regressions: this runs on Linux (x64 or arm64) only; use a Linux machine or container");
    return ExitCode.Usage;
}

return await Invocation.RunAsync(
    AllCommands.Create(Environment.GetEnvironmentVariable),
    args,
    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
