using System.Net;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// Which listener takes a connection: the one that is bound where the connection arrives, or, where that one uses the
/// original destination, the one at exactly that address and port, else the one at that port of any address, else it
/// stays (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/lds.proto, use_original_dst;
/// https://istio.io/v1.6/docs/ops/deployment/requirements/, the ports that Istio uses).
/// </summary>
internal static class ListenerChoice
{
    private const int OutboundPort = 15001;
    private const int InboundPort = 15006;

    /// <summary>Finds the listener; null where there is none.</summary>
    /// <exception cref="ConfigurationRefusedException">An Envoy would not have taken the listener.</exception>
    public static Accepted? Find(ObservedState state, Call call)
    {
        if (call.Direction == CallDirection.Gateway)
        {
            return At(state, call.Destination, boundOnly: true) is { } own ? Checked(state, new Accepted(own, call.Destination, IsRestored: false)) : null;
        }

        var entry = call.Direction == CallDirection.Inbound ? Capturing(state, InboundPort) ?? Capturing(state, OutboundPort) : Capturing(state, OutboundPort);
        if (entry is not { } capture)
        {
            return null;
        }

        ListenerRules.Check(state, capture.Listener);
        if (capture.Listener.UseOriginalDst != true)
        {
            return ListenerFilters.Has(capture.Listener, ListenerFilters.OriginalDestination)
                ? capture with { LocalAddress = call.Destination, IsRestored = true }
                : capture;
        }

        return Checked(state, new Accepted(At(state, call.Destination, boundOnly: false) ?? capture.Listener, call.Destination, IsRestored: true));
    }

    public static string WhyNone(Call call) => call.Direction switch
    {
        CallDirection.Gateway => $"no listener is bound to {call.Destination}",
        CallDirection.Outbound => $"no listener is bound to port {OutboundPort}, where outbound calls are redirected to",
        _ => $"no listener is bound to port {InboundPort} or {OutboundPort}, where inbound calls are redirected to",
    };

    /// <summary>The address and port of a listener; null for a pipe, or for what is no address.</summary>
    public static IPEndPoint? AddressOf(Listener listener) =>
        listener.Address?.SocketAddress is { HasNamedPort: false } socket && socket.PortValue <= IPEndPoint.MaxPort && IPAddress.TryParse(socket.Address, out var address)
            ? new IPEndPoint(address, (int)socket.PortValue)
            : null;

    private static Accepted? Capturing(ObservedState state, int port)
    {
        var address = new IPEndPoint(IPAddress.Loopback, port);
        return At(state, address, boundOnly: true) is { } listener ? new Accepted(listener, address, IsRestored: false) : null;
    }

    private static Listener? At(ObservedState state, IPEndPoint address, bool boundOnly) =>
        Only(state, address, boundOnly) ?? Only(state, new IPEndPoint(Any(address), address.Port), boundOnly);

    private static Listener? Only(ObservedState state, IPEndPoint address, bool boundOnly)
    {
        var there = state.Listeners.Values.Where(l => address.Equals(AddressOf(l))).OrderBy(l => l.Name, StringComparer.Ordinal).ToList();
        return there switch
        {
            [] => null,
            [var one] => !boundOnly || IsBound(one) ? one : null,
            [var one, var other, ..] => throw new ConfigurationRefusedException(
                $"listeners '{one.Name}' and '{other.Name}' have the same address {address}: the one that comes second is refused as a duplicate"),
        };
    }

    private static bool IsBound(Listener listener) => listener.BindToPort ?? listener.DeprecatedV1?.BindToPort ?? true;

    private static IPAddress Any(IPEndPoint address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

    private static Accepted Checked(ObservedState state, Accepted accepted)
    {
        ListenerRules.Check(state, accepted.Listener);
        return accepted;
    }
}
