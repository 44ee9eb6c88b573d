using System.Diagnostics;

namespace IstioRegressions.Meshes;

/// <summary>How processes are ended.</summary>
internal static class ProcessExtensions
{
    /// <summary>
    /// Ends a process and all that it started. What it starts at this very moment may be left to the guard of this process, which
    /// ends it with this process.
    /// </summary>
    /// <exception cref="InvalidOperationException">The process was never started.</exception>
    public static void KillTree(this Process process)
    {
        // The runtime looks for children among all processes of the machine and their threads: tens of milliseconds, for processes that mostly have none.
        if (HasNoChildren(process.Id))
        {
            process.Kill();
        }
        else
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Whether Linux says so (proc_pid_task_tid_children(5)); not every kernel is built to say.</summary>
    private static bool HasNoChildren(int processId)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task").All(thread => File.ReadAllText($"{thread}/children").Length == 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
