using System.Diagnostics;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>
/// This process' side of its guard: a process that holds a pipe from us, and when that breaks ends every process that
/// carries our mark in its environment and removes our working directory. So everything is started, and every directory
/// made, through here. A command that starts a test host does so too, and the host's own guard sees to the rest.
/// </summary>
internal sealed class HostGuard
{
    /// <summary>The variable that marks a process, and whatever it starts, as a host's.</summary>
    public const string Variable = "ISTIO_REGRESSIONS_GUARD";

    /// <summary>The label of a container that does not outlive its host; its value is the host's mark.</summary>
    public const string Label = "istio-regressions.guard";

    /// <summary>What the host writes to the guard when it starts its first container.</summary>
    public const string Containers = "containers";

    /// <summary>How the names of working directories begin: the guard removes no other.</summary>
    public const string DirectoryPrefix = "istio-regressions-";

    /// <summary>What the guard says when it guards.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(20);
    private static readonly Once<HostGuard> Instance = new(StartAsync);

    private readonly Process _guard;
    private readonly string _mark;
    private int _directories;

    private HostGuard(Process guard, string mark, string directory) => (_guard, _mark, Directory) = (guard, mark, directory);

    /// <summary>The working directory of this process.</summary>
    public string Directory { get; }

    /// <summary>The guard of this process, started when it is first asked for, and again where that failed.</summary>
    /// <exception cref="MeshException">It cannot be started.</exception>
    public static Task<HostGuard> OfThisProcessAsync(CancellationToken ct) => Instance.GetAsync().WaitAsync(ct);

    /// <summary>Makes a directory that does not outlive this process.</summary>
    public string NewDirectory(string name) =>
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, $"{name}-{Interlocked.Increment(ref _directories)}")).FullName;

    /// <summary>Starts a process that does not outlive this one, and neither does what it starts.</summary>
    /// <exception cref="MeshException">The guard is gone.</exception>
    public Process Start(ProcessStartInfo start)
    {
        if (_guard.HasExited)
        {
            throw new MeshException($"the guard of this process (pid {_guard.Id}) is gone, so nothing more is started; run again") { IsOurs = true };
        }

        start.Environment[Variable] = _mark;
        return Process.Start(start)!;
    }

    /// <summary>Has the guard end this process' containers too: those with <see cref="Label"/>.</summary>
    /// <returns>The label's value.</returns>
    public string GuardContainers()
    {
        _guard.StandardInput.WriteLine(Containers);
        _guard.StandardInput.Flush();
        return _mark;
    }

    private static async Task<HostGuard> StartAsync()
    {
        if (ReferenceProgram.Missing is { } missing)
        {
            throw new MeshException(missing) { IsOurs = true };
        }

        var mark = Guid.NewGuid().ToString("N");
        var directory = Path.Combine(Path.GetTempPath(), DirectoryPrefix + mark);
        var start = ReferenceProgram.Role("guard", ["--mark", mark, "--directory", directory]);
        start.Environment.Remove(Variable); // where another guard's host started us, ours is to outlive that one's work
        start.RedirectStandardInput = true; // the pipe that breaks when we end
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true; // ours may be a pipe that somebody reads to its end
        var guard = Process.Start(start)!;

        using var deadline = new CancellationTokenSource(ReadyWithin);
        string? said;
        try
        {
            said = await guard.StandardOutput.ReadLineAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            guard.Kill();
            throw new MeshException($"the guard did not say that it is ready within {ReadyWithin.TotalSeconds:0} s; is the machine overloaded?") { IsOurs = true };
        }

        if (!string.Equals(said, Ready, StringComparison.Ordinal))
        {
            throw new MeshException($"the guard did not start: {said} {await guard.StandardError.ReadToEndAsync(deadline.Token)}") { IsOurs = true };
        }

        // Only now that somebody would remove it again.
        System.IO.Directory.CreateDirectory(directory);
        return new HostGuard(guard, mark, directory);
    }
}
