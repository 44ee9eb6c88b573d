using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>From an accepted connection through its filter chain.</summary>
internal static class FilterChains
{
    public static Outcome Evaluate(ObservedState state, Call call, Accepted accepted)
    {
        var outcome = new Outcome { Listener = accepted.Listener.Name };
        if (call.ServerSpeaksFirst && ListenerFilters.WhyStuck(accepted.Listener) is { } stuck)
        {
            return outcome with { Kind = OutcomeKind.ConnectionClosed, Reason = stuck };
        }

        if (FilterChainChoice.Find(accepted, call) is not { } chain)
        {
            return outcome with { Kind = OutcomeKind.NoFilterChain, Reason = $"no filter chain of '{accepted.Listener.Name}' matches {call}, and there is no default one" };
        }

        outcome = outcome with { FilterChain = NameOf(accepted.Listener, chain) };
        var endsTls = EndsTls(chain);
        if (endsTls && call.Protocol != CallProtocol.Tls)
        {
            return outcome with { Kind = OutcomeKind.ConnectionClosed, Reason = "closed: the filter chain ends TLS, and the client speaks none" };
        }

        return NetworkFilter.EndOf(chain) switch
        {
            HttpConnectionManager when call.Protocol == CallProtocol.Tcp || (call.Protocol == CallProtocol.Tls && !endsTls) =>
                outcome with { Kind = OutcomeKind.ConnectionClosed, Status = 400, Reason = "closed: the filter chain speaks HTTP, and what the client sent is none" },
            HttpConnectionManager manager => HttpRouting.Evaluate(state, call, accepted, manager, endsTls, outcome),
            TcpProxy proxy => TcpRouting.Evaluate(state, accepted, TcpRouting.ClustersOf(proxy), outcome),
            DeprecatedTcpRoutes routes => TcpRouting.Evaluate(state, accepted, routes.ClustersFor(call, accepted.LocalAddress), outcome),
            null => outcome with { Kind = OutcomeKind.ConnectionClosed, Reason = "closed: the filter chain has no filters" },
            var unknown => outcome with { Reason = $"the filter chain ends in '{unknown}', which is not known here" },
        };
    }

    /// <summary>The chain's name, or its place: how outcomes and errors call it.</summary>
    public static string NameOf(Listener listener, FilterChain chain)
    {
        var place = listener.FilterChains.IndexOf(chain);
        return (chain.Name, place) switch
        {
            ({ Length: > 0 } name, _) => name,
            (_, < 0) => "default",
            _ => $"{place}",
        };
    }

    private static bool EndsTls(FilterChain chain) =>
        chain.TlsContext is not null || chain.TransportSocket?.Name is "envoy.transport_sockets.tls" or "tls";
}
