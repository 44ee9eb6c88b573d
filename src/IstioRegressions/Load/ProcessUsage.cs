using System.Globalization;

namespace IstioRegressions.Load;

/// <summary>What a process uses of the machine, as Linux counts it.</summary>
/// <param name="PrivateBytes">Memory that is its own and in memory: Private_Clean, Private_Dirty and Swap of smaps_rollup.</param>
/// <param name="Cpu">The CPU time it has used, in user and system mode.</param>
public sealed record ProcessUsage(long PrivateBytes, TimeSpan Cpu)
{
    // USER_HZ, which is 100 on every architecture that we run on.
    private const double TicksPerSecond = 100;

    /// <summary>What a process uses now.</summary>
    /// <exception cref="IOException">It has ended.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    public static ProcessUsage Of(int processId) => new(PrivateBytesOf(processId), CpuOf(processId));

    private static long PrivateBytesOf(int processId) => File.ReadLines($"/proc/{processId}/smaps_rollup")
        .Where(line => line.StartsWith("Private_Clean:", StringComparison.Ordinal)
            || line.StartsWith("Private_Dirty:", StringComparison.Ordinal)
            || line.StartsWith("Swap:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);

    private static TimeSpan CpuOf(int processId)
    {
        // The name before them may hold spaces and brackets.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        const int user = 11, system = 12;
        return TimeSpan.FromSeconds((long.Parse(fields[user], CultureInfo.InvariantCulture) + long.Parse(fields[system], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }
}
