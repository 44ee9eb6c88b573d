using System.Runtime.InteropServices;
using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Guard;

/// <summary>
/// The guard of one test host: it waits until its standard input ends, which the kernel sees to however the host ended,
/// and then ends what the host started and removes its working directory.
/// </summary>
internal static class GuardRole
{
    private const int Usage = 64;

    private static readonly TimeSpan BetweenScans = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RemovedWithin = TimeSpan.FromSeconds(10);

    /// <summary>Guards: <c>guard --mark MARK --directory DIRECTORY</c>.</summary>
    /// <returns>0 when all is gone, 64 for arguments that are none.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ["--mark", { Length: > 0 } mark, "--directory", var directory]
            || !Path.GetFileName(directory).StartsWith(HostGuard.DirectoryPrefix, StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync(
                $"usage: guard --mark MARK --directory DIRECTORY, a directory named {HostGuard.DirectoryPrefix}…; got: {string.Join(' ', arguments)}");
            return Usage;
        }

        // A session of our own, and no ear for signals: Ctrl-C ends the host, and then there is work for us.
        _ = NativeMethods.SetSid();
        using var interrupt = Ignore(PosixSignal.SIGINT);
        using var terminate = Ignore(PosixSignal.SIGTERM);
        using var hangUp = Ignore(PosixSignal.SIGHUP);
        using var quit = Ignore(PosixSignal.SIGQUIT);

        await Console.Out.WriteLineAsync(HostGuard.Ready);
        using var input = new StreamReader(Console.OpenStandardInput());
        var said = await input.ReadToEndAsync();
        await EndProcessesAsync(mark);
        if (said.Contains(HostGuard.Containers, StringComparison.Ordinal))
        {
            try
            {
                await MarkedContainers.RemoveAsync(mark);
            }
            finally
            {
                await RemoveAsync(directory);
            }

            return 0;
        }

        await RemoveAsync(directory);
        return 0;
    }

    /// <summary>Ends processes until two scans in a row find none: one alone may miss what is being started at that moment.</summary>
    private static async Task EndProcessesAsync(string mark)
    {
        for (var emptyScans = 0; emptyScans < 2;)
        {
            emptyScans = MarkedProcesses.Kill(mark) == 0 ? emptyScans + 1 : 0;
            await Polling.PauseAsync(BetweenScans, TimeProvider.System, CancellationToken.None);
        }
    }

    private static Task RemoveAsync(string directory) =>
        Polling.UntilAsync($"{directory} is removed", RemovedWithin, _ => Task.FromResult(TryRemove(directory)), () => "something still writes there", CancellationToken.None);

    /// <summary>A process that was just killed may end a write in the directory while it is being emptied.</summary>
    private static bool TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) => PosixSignalRegistration.Create(signal, context => context.Cancel = true);
}
