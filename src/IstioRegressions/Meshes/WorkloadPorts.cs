using System.Globalization;

namespace IstioRegressions.Meshes;

/// <summary>
/// Where a port of a workload is really bound: a process that may not bind ports below 1024 binds them so much higher. In
/// configuration, and wherever a call is judged, ports are what they are.
/// </summary>
internal static class WorkloadPorts
{
    private const int Shift = 20_000;

    private static readonly int First = Environment.IsPrivilegedProcess ? 0 : Unprivileged();

    /// <summary>The port to bind, or to connect to.</summary>
    public static int Bound(int port) => port < First ? port + Shift : port;

    private static int Unprivileged() => File.Exists("/proc/sys/net/ipv4/ip_unprivileged_port_start")
        ? int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start"), CultureInfo.InvariantCulture)
        : 1024;
}
