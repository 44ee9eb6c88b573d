using System.Diagnostics;

namespace IstioRegressions.Unit.Meshes;

internal static class Signal
{
    /// <summary>Sends a signal, by its name without SIG.</summary>
    public static void Send(string name, int pid)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {pid}"]);
        kill.WaitForExit();
    }
}
