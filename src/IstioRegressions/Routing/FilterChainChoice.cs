using System.Net;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// Which filter chain takes a connection. Criterion by criterion, in the documented order, only those that match most
/// specifically stay; nothing is tried again when none is left
/// (https://www.envoyproxy.io/docs/envoy/v1.17.3/api-v3/config/listener/v3/listener_components.proto, FilterChainMatch).
/// </summary>
internal static class FilterChainChoice
{
    private const int NoMatch = -1;
    private const int Unasked = 0;
    private static readonly FilterChainMatch Anything = new();

    // What the HTTP inspector reports, and what it reported in the Envoys of Istio 1.3 and 1.4; a pilot names one of them.
    private static readonly string[] PlainHttp2 = ["h2c", "h2"];

    /// <summary>Finds the chain; null where there is none, not even a default one.</summary>
    public static FilterChain? Find(Accepted accepted, Call call)
    {
        var seen = Seen.By(accepted.Listener, call);
        Func<FilterChainMatch, int>[] criteria =
        [
            m => m.DestinationPort is { } port ? Is(port == accepted.LocalAddress.Port) : Unasked,
            m => Range(m.PrefixRanges, accepted.LocalAddress.Address),
            m => ServerName(m, seen.ServerName),
            m => m.TransportProtocol.Length == 0 ? Unasked : Is(m.TransportProtocol == seen.Transport),
            m => ApplicationProtocol(m, seen.ApplicationProtocols),
            m => m.SourceType == 0 ? Unasked : Is(m.SourceType == (IsLocal(accepted, call) ? 1 : 2)),
            m => m.SourcePrefixRanges.Count == 0 ? Unasked : call.Source is { } from ? Range(m.SourcePrefixRanges, from.Address) : NoMatch,
            m => m.SourcePorts.Count == 0 ? Unasked : Is(call.Source is { } from && m.SourcePorts.Contains((uint)from.Port)),
        ];
        IReadOnlyList<FilterChain> left = accepted.Listener.FilterChains;
        foreach (var criterion in criteria)
        {
            left = MostSpecific(left, criterion);
        }

        return left.Count > 0 ? left[0] : accepted.Listener.DefaultFilterChain;
    }

    private static List<FilterChain> MostSpecific(IReadOnlyList<FilterChain> chains, Func<FilterChainMatch, int> criterion)
    {
        var ranked = chains.Select(chain => (Chain: chain, Rank: criterion(chain.FilterChainMatch ?? Anything))).ToList();
        var best = ranked.Select(r => r.Rank).DefaultIfEmpty(NoMatch).Max();
        return best == NoMatch ? [] : [.. ranked.Where(r => r.Rank == best).Select(r => r.Chain)];
    }

    private static int Is(bool match) => match ? 1 : NoMatch;

    private static int Range(IReadOnlyCollection<CidrRange> ranges, IPAddress address) =>
        ranges.Count == 0 ? Unasked : CidrRanges.Longest(ranges, address) is var bits and >= 0 ? bits + 1 : NoMatch;

    private static int ServerName(FilterChainMatch match, string name) => match.ServerNames.Count == 0
        ? Unasked
        : match.ServerNames.Select(wanted => ServerName(wanted.ToLowerInvariant(), name)).Max();

    private static int ServerName(string wanted, string name) => wanted switch
    {
        _ when name.Length == 0 => NoMatch,
        ['*', .. var suffix] => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? suffix.Length : NoMatch,
        _ => wanted == name ? int.MaxValue : NoMatch,
    };

    // The client's preference decides, not the order in the configuration.
    private static int ApplicationProtocol(FilterChainMatch match, IReadOnlyList<string> offered)
    {
        if (match.ApplicationProtocols.Count == 0)
        {
            return Unasked;
        }

        var preferred = offered.TakeWhile(protocol => !match.ApplicationProtocols.Contains(protocol)).Count();
        return preferred == offered.Count ? NoMatch : offered.Count - preferred;
    }

    private static bool IsLocal(Accepted accepted, Call call) =>
        call.Source is { } from && (IPAddress.IsLoopback(from.Address) || from.Address.Equals(accepted.LocalAddress.Address));

    /// <summary>What the listener filters found out: raw_buffer where they did not see TLS.</summary>
    private sealed record Seen(string Transport, string ServerName, IReadOnlyList<string> ApplicationProtocols)
    {
        public static Seen By(Listener listener, Call call) => call.Protocol switch
        {
            _ when call.ServerSpeaksFirst => new("raw_buffer", "", []),
            CallProtocol.Tls when ListenerFilters.InspectsTls(listener) => new("tls", call.Sni?.ToLowerInvariant() ?? "", call.Alpn),
            CallProtocol.Http when ListenerFilters.Has(listener, ListenerFilters.Http) => new("raw_buffer", "", ["http/1.1"]),
            CallProtocol.Http2 when ListenerFilters.Has(listener, ListenerFilters.Http) => new("raw_buffer", "", PlainHttp2),
            _ => new("raw_buffer", "", []),
        };
    }
}
