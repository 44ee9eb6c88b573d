using System.Globalization;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>
/// The parts of DIRECTION|PORT|SUBSET|HOST, or of HOST|PORTNAME, as streams of endpoints alone ask; empty and 0 for a name
/// of another form.
/// </summary>
internal readonly record struct ClusterName(string Direction, int Port, string Subset, string Host, string PortName = "")
{
    public static ClusterName Parse(string name)
    {
        var parts = name.Split('|');
        return parts.Length == 4 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var port)
            ? new ClusterName(parts[0], port, parts[2], parts[3])
            : parts.Length == 2 ? new ClusterName("outbound", 0, "", parts[0], parts[1])
            : new ClusterName("", 0, "", "");
    }

    public static string Outbound(int port, string host, string subset = "") => string.Create(CultureInfo.InvariantCulture, $"outbound|{port}|{subset}|{host}");

    public static string Inbound(int port, string portName, string host) =>
        string.Create(CultureInfo.InvariantCulture, $"inbound|{port}|{portName}|{host}");
}
