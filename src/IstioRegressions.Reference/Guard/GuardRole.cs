using System.Globalization;
using System.Runtime.InteropServices;
using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Guard;

/// <summary>
/// The guard of one test host: it waits until its standard input ends, which the kernel sees to however the host ended,
/// and then ends what the host started and removes its working directory. Where the host runs for a command, it ends the
/// host once the command is gone: a runner stands between the two, so that no pipe of theirs would break.
/// </summary>
internal static class GuardRole
{
    private const int Usage = 64;

    private static readonly TimeSpan BetweenScans = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RemovedWithin = TimeSpan.FromSeconds(10);

    /// <summary>Guards: <c>guard --mark MARK --directory DIRECTORY [--host PID --command PID]</c>.</summary>
    /// <returns>0 when all is gone, 64 for arguments that are none.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ["--mark", { Length: > 0 } mark, "--directory", var directory, .. var rest]
            || !Path.GetFileName(directory).StartsWith(HostGuard.DirectoryPrefix, StringComparison.Ordinal)
            || !TryReadCommand(rest, out var host, out var command))
        {
            await Console.Error.WriteLineAsync(
                $"usage: guard --mark MARK --directory DIRECTORY [--host PID --command PID], a directory named {HostGuard.DirectoryPrefix}…; got: {string.Join(' ', arguments)}");
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
        var ended = input.ReadToEndAsync();
        if (host is not null && await Task.WhenAny(ended, GoneAsync(command)) != ended)
        {
            MarkedProcesses.Kill(host.Value);
        }

        var said = await ended;
        await EndProcessesAsync(mark);
        if (said.Contains(HostGuard.Containers, StringComparison.Ordinal))
        {
            await MarkedContainers.RemoveAsync(mark);
        }

        await Polling.UntilAsync($"{directory} is removed", RemovedWithin, _ => Task.FromResult(TryRemove(directory)), () => "something still writes there", CancellationToken.None);
        return 0;
    }

    private static bool TryReadCommand(string[] arguments, out int? host, out int command)
    {
        (host, command) = (null, 0);
        if (arguments is ["--host", var ours, "--command", var its] && int.TryParse(ours, CultureInfo.InvariantCulture, out var pid))
        {
            host = pid;
            return int.TryParse(its, CultureInfo.InvariantCulture, out command);
        }

        return arguments is [];
    }

    /// <summary>Returns when a process is gone, which is no child of ours and so tells us nothing when it ends.</summary>
    private static async Task GoneAsync(int pid)
    {
        var started = Started(pid);
        while (started is not null && Started(pid) == started)
        {
            await Polling.PauseAsync(BetweenLooks, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>When a process started, which tells it from a later one of the same id; null where it does not run.</summary>
    private static string? Started(int pid)
    {
        // The second field of /proc/PID/stat is a name that may hold anything; the state follows, and the start is the 20th from it.
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [not ("Z" or "X"), ..] fields ? fields[19] : null;
        }
        catch (IOException)
        {
            return null;
        }
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
