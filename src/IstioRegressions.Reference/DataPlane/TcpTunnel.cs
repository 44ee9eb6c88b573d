using System.Net.Sockets;
using IstioRegressions.Routing;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>Carries bytes both ways, and ends each way on its own.</summary>
internal static class TcpTunnel
{
    public static async Task CarryAsync(Wire down, Call call, Outcome outcome, Carrying proxy, CancellationToken ct)
    {
        var what = $"{call.Direction} {call.Destination}";
        if (outcome.Kind is not (OutcomeKind.Routed or OutcomeKind.Passthrough))
        {
            proxy.Stats.Ended(what, "0", LocalReply.To(outcome)!.Flags, outcome.Reason);
            return;
        }

        var (cluster, endpoint) = proxy.Upstreams.Choose(outcome);
        Wire up;
        try
        {
            up = await proxy.Upstreams.ConnectAsync(endpoint, call.Direction, ct);
        }
        catch (SocketException)
        {
            proxy.Stats.Ended(what, "0", "UF", cluster);
            return;
        }

        using (up)
        {
            await Task.WhenAll(CopyAsync(down, up, ct), CopyAsync(up, down, ct));
            proxy.Stats.Ended(what, "0", "-", cluster);
        }
    }

    private static async Task CopyAsync(Wire from, Wire to, CancellationToken ct)
    {
        try
        {
            do
            {
                await to.SendAsync(from.Held, ct);
                from.Use(from.Held.Length);
            }
            while (await from.FillAsync(ct));

            to.End();
        }
        catch
        {
            // Whoever broke off has not said all: the other side must not take it for an end.
            foreach (var wire in (Wire[])[from, to])
            {
                wire.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
                wire.Dispose();
            }

            throw;
        }
    }
}
