using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Guard;

/// <summary>The processes that carry a host's mark in the environment that they were started with.</summary>
internal static class MarkedProcesses
{
    /// <summary>Sends SIGKILL to each of them.</summary>
    /// <returns>How many there were.</returns>
    public static int Kill(string mark)
    {
        var entry = Encoding.UTF8.GetBytes($"{HostGuard.Variable}={mark}\0");
        var found = 0;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId
                && Environ(directory).AsSpan().IndexOf(entry) >= 0)
            {
                found++;
                Kill(pid);
            }
        }

        return found;
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended by itself.
        }
    }

    private static byte[] Environ(string directory)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(directory, "environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it has ended, or is another user's
        }
    }
}
