using System.Runtime.InteropServices;
using IstioRegressions.Xds;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>The role <c>proxy</c>: stands where an Envoy would, and carries traffic.</summary>
internal static class ProxyRole
{
    private const int Usage = 64;
    private const int Failed = 2;

    /// <summary>Carries until it has drained.</summary>
    /// <returns>0 after a stop, 64 for arguments or a bootstrap that cannot be used, 2 where it cannot run.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var options = new ProxyCommandLine().Parse(arguments);
            var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                stop.TrySetResult();
            });
            var proxy = await ProxyProcess.StartAsync(options, Console.Out, TimeProvider.System, CancellationToken.None);
            await stop.Task;
            await proxy.DrainAsync();

            // What is carried breaks off with the process.
            return 0;
        }
        catch (CommandLineException e)
        {
            return Say(e, Usage);
        }
        catch (Exception e) when (e is XdsException or ObservationTimeoutException or ListenException)
        {
            return Say(e, Failed);
        }
    }

    private static int Say(Exception e, int code)
    {
        Console.Error.WriteLine($"proxy: {e.Message}");
        return code;
    }
}
