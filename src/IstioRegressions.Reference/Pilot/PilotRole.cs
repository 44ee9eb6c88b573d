using System.Runtime.InteropServices;

namespace IstioRegressions.Reference.Pilot;

/// <summary>The role <c>pilot</c>: a control plane that takes 1.6's command line, serves as it does and dies as it does.</summary>
internal static class PilotRole
{
    private const int Usage = 64;
    private const int Failed = 2;

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <returns>0 after a stop, 64 for arguments that cannot be used, 2 where the pilot cannot run.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Quit);
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Die((Exception)e.ExceptionObject);
        try
        {
            var log = new Log(Console.Out, TimeProvider.System);
            await using var pilot = new PilotProcess(new PilotCommandLine().Parse(arguments), TimeProvider.System, log);
            await pilot.StartAsync(stop.Token);
            await pilot.FollowAsync(stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (CommandLineException e)
        {
            await Console.Error.WriteLineAsync($"pilot: {e.Message}");
            return Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync($"pilot: {e.Message}");
            return Failed;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>A Go program that panics says so with a stack, exits with 2, and leaves no core.</summary>
    private static void Die(Exception reason)
    {
        Console.Error.WriteLine($"fatal error: {reason.Message}\n\n{reason}");
        Environment.Exit(Failed);
    }

    /// <summary>A Go program prints its stacks and exits with 2; ours can print the one of this thread.</summary>
    private static void Quit(PosixSignalContext signal)
    {
        Console.Error.WriteLine($"SIGQUIT: quit\n{Environment.StackTrace}");
        Environment.Exit(Failed);
    }
}
