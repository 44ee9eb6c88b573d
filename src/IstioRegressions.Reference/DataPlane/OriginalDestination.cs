using System.Net;
using System.Text;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>
/// Where a connection was going before it was redirected. There is no iptables on loopback, so a client says it in the line
/// that load balancers use for it (https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt, version 1).
/// </summary>
internal static class OriginalDestination
{
    private const int Longest = 107;

    /// <summary>Reads the line that a connection begins with.</summary>
    /// <exception cref="FormatException">It begins otherwise.</exception>
    public static async ValueTask<IPEndPoint> ReadAsync(Wire wire, CancellationToken ct)
    {
        int end;
        while ((end = wire.Held.Span.IndexOf("\r\n"u8)) < 0)
        {
            if (wire.Held.Length > Longest || !await wire.FillAsync(ct))
            {
                throw new FormatException("the connection does not say where it was going: a client of an outbound listener begins with a line PROXY TCP4 SOURCE DESTINATION PORT PORT");
            }
        }

        var line = Encoding.Latin1.GetString(wire.Held.Span[..end]);
        wire.Use(end + 2);
        return line.Split(' ') is ["PROXY", "TCP4" or "TCP6", _, var address, _, var port] && IPAddress.TryParse(address, out var ip) && ushort.TryParse(port, out var number)
            ? new IPEndPoint(ip, number)
            : throw new FormatException($"'{line}' is not PROXY TCP4 SOURCE DESTINATION PORT PORT");
    }
}
