using System.Runtime.InteropServices;

namespace IstioRegressions.Reference.App;

/// <summary>The role <c>app</c>: a workload.</summary>
internal static class AppRole
{
    private const int Usage = 64;
    private const int Failed = 2;

    /// <summary>Serves until it is told to stop.</summary>
    /// <returns>0 after a stop, 64 for arguments that cannot be used, 2 where it cannot serve.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var options = new AppCommandLine().Parse(arguments);
            var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                if (options.Stop == AppStop.Exit)
                {
                    Environment.Exit(0);
                }

                if (options.Stop == AppStop.Drain)
                {
                    stop.TrySetResult();
                }
            });
            await using var server = await AppServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
            await Console.Out.WriteLineAsync($"serving on {string.Join(", ", server.EndPoints)}");
            await stop.Task;
            await server.DrainAsync();
            return 0;
        }
        catch (CommandLineException e)
        {
            await Console.Error.WriteLineAsync($"app: {e.Message}");
            return Usage;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync($"app: {e.Message}");
            return Failed;
        }
    }
}
