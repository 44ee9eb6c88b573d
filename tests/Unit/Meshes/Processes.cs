using System.Net;
using System.Text;

namespace IstioRegressions.Unit.Meshes;

/// <summary>What /proc says of processes.</summary>
internal static class Processes
{
    public static bool IsRunning(int pid) => Read(pid, "status") is { } status && !status.Contains("\nState:\tZ", StringComparison.Ordinal);

    /// <summary>The running processes that have that variable in their environment.</summary>
    public static List<int> With(string name, string value) =>
        [.. All.Where(pid => Read(pid, "environ")?.Split('\0').Contains($"{name}={value}") ?? false)];

    /// <summary>Those that are there now.</summary>
    public static IEnumerable<int> All => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    /// <summary>The network namespace of a process; null where it is gone.</summary>
    public static string? Network(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/net").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The arguments of a process.</summary>
    public static string[] Arguments(int pid) => Read(pid, "cmdline")?.Split('\0') ?? [];

    /// <summary>The addresses that a process listens on; those of IPv6 as /proc writes them.</summary>
    public static List<string> Listening(int pid)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{pid}/fd").Select(fd => new FileInfo(fd).LinkTarget).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. new[] { "net/tcp", "net/tcp6" }.SelectMany(table => Read(pid, table)!.Split('\n').Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length > 9 && fields[3] == "0A" && sockets.Contains($"socket:[{fields[9]}]"))
                .Select(fields => fields[1].Split(':')[0] is { Length: 8 } address ? $"{new IPAddress(Convert.ToUInt32(address, 16))}" : fields[1]),
        ];
    }

    /// <summary>The session that a process belongs to.</summary>
    public static int Session(int pid) => int.Parse(Read(pid, "stat")![(Read(pid, "stat")!.LastIndexOf(')') + 2)..].Split(' ')[3]);

    private static string? Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}", Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
