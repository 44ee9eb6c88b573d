using System.Globalization;

namespace IstioRegressions.Load;

/// <summary>
/// The limit on open files, of which each connection is one. The runtime raises the soft limit to the hard one at its start,
/// so what counts is the hard one.
/// </summary>
public static class DescriptorLimit
{
    /// <summary>Files that are opened besides connections: of the runtime, of the control plane's log, of measurements.</summary>
    private const int Spare = 50;

    /// <summary>Makes sure that there is room.</summary>
    /// <exception cref="LoadException">There is not; the message names the limit, its value and the way out.</exception>
    public static void Check(int connections, string whose = "observers") => Check(connections, OfThisProcess(), InUse, whose);

    /// <summary>How many more connections this process can have.</summary>
    public static long Room => RoomBelow(OfThisProcess(), InUse);

    private static int InUse => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Makes sure that there is room below a limit of which some is in use.</summary>
    /// <exception cref="LoadException">There is not; the message names the limit, its value and the way out.</exception>
    public static void Check(int connections, long limit, int used, string whose = "observers")
    {
        var room = RoomBelow(limit, used);
        if (connections > room)
        {
            throw new LoadException(string.Create(
                CultureInfo.InvariantCulture,
                $"{connections} {whose} need {connections} open files, and the limit on open files of this process (RLIMIT_NOFILE, hard) is {limit}, of which {used} are in use and {Spare} are kept: "
                + $"run {room} {whose} or fewer, or raise the limit for this process and for the other side, as root by ulimit -n {connections + used + Spare}, in systemd by LimitNOFILE=, in Docker by --ulimit nofile="));
        }
    }

    private static long RoomBelow(long limit, int used) => Math.Max(0, limit - used - Spare);

    private static long OfThisProcess()
    {
        const string name = "Max open files";
        var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0] is var soft and not "unlimited"
            ? long.Parse(soft, CultureInfo.InvariantCulture)
            : long.MaxValue;
    }
}
