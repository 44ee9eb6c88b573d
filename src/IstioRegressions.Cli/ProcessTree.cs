using System.Globalization;
using System.Runtime.InteropServices;

namespace IstioRegressions.Cli;

/// <summary>A process and all that it started, as /proc tells.</summary>
internal static class ProcessTree
{
    private const int SigInt = 2;

    /// <summary>Sends SIGINT to a process and to all that it started, as Ctrl-C at a terminal does.</summary>
    public static void Interrupt(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Select(pid => (Pid: pid, Parent: ParentOf(pid)))
            .ToLookup(p => p.Parent, p => p.Pid);
        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents[tree[i]]);
        }

        tree.ForEach(pid => Kill(pid, SigInt));
    }

    // The second field of /proc/PID/stat is a name that may hold anything; the parent is the second after it.
    private static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
