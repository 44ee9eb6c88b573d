using System.Net;
using System.Net.Sockets;
using IstioRegressions.Routing;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>A connection that the proxy has accepted: finds out what it is, and carries it so.</summary>
internal static class DownstreamConnection
{
    // What 1.6.14 and later give the listener filters of outbound listeners (listener_filters_timeout).
    private static readonly TimeSpan InspectWithin = TimeSpan.FromSeconds(5);

    /// <summary>Carries it to its end.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="direction">On which side of the proxy it came in.</param>
    /// <param name="bound">Where it was accepted, with the port as configuration knows it.</param>
    /// <param name="proxy">What it needs.</param>
    /// <param name="ct">Breaks it off.</param>
    public static async Task CarryAsync(Socket socket, CallDirection direction, IPEndPoint bound, Carrying proxy, CancellationToken ct)
    {
        using var down = new Wire(socket);
        try
        {
            var destination = direction == CallDirection.Outbound ? await OriginalDestination.ReadAsync(down, ct) : bound;
            var call = new Call(direction, destination) { Source = (IPEndPoint?)socket.RemoteEndPoint };
            var state = proxy.State();
            var http = TrafficEvaluator.Evaluate(state, call);
            var tcp = TrafficEvaluator.Evaluate(state, call with { Protocol = CallProtocol.Tcp });

            // Two chains may have one name: what goes somewhere both as HTTP and as bytes is of two.
            if (http.FilterChain != tcp.FilterChain || (http.RouteTable is not null && !tcp.Targets.IsEmpty))
            {
                call = await InspectAsync(down, call, ct);
                tcp = TrafficEvaluator.Evaluate(state, call);
                http = call.Protocol == CallProtocol.Http ? tcp : tcp with { RouteTable = null };
            }

            if (http.RouteTable is not null || http.Kind == OutcomeKind.NoRouteTable)
            {
                await new HttpConnection(down, call, proxy).ServeAsync(ct);
            }
            else
            {
                await TcpTunnel.CarryAsync(down, call, tcp, proxy, ct);
            }
        }
        catch (FormatException e)
        {
            proxy.Stats.Ended($"{direction}", "0", "DPE", e.Message);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A side is gone, or the proxy is.
        }
    }

    /// <summary>What the first bytes show, as the listener filters would see it.</summary>
    private static async Task<Call> InspectAsync(Wire down, Call call, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(InspectWithin);
        try
        {
            var came = !down.Held.IsEmpty || await down.FillAsync(deadline.Token);
            return call with { Protocol = came ? ProtocolOf(down.Held.Span) : CallProtocol.Tcp };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return call with { Protocol = CallProtocol.Tcp, ServerSpeaksFirst = true };
        }
    }

    private static CallProtocol ProtocolOf(ReadOnlySpan<byte> bytes)
    {
        const byte handshake = 0x16;
        var method = bytes.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        return bytes[0] == handshake ? CallProtocol.Tls
            : method > 2 && bytes[method] == ' ' ? CallProtocol.Http
            : CallProtocol.Tcp;
    }
}
