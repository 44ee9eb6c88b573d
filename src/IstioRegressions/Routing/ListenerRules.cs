using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// What an Envoy refuses a listener for (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/lds.proto and
/// https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/listener/listener.proto).
/// </summary>
internal static class ListenerRules
{
    /// <exception cref="ConfigurationRefusedException">It would.</exception>
    public static void Check(ObservedState state, Listener listener)
    {
        if (listener.FilterChains.Count == 0 && listener.DefaultFilterChain is null)
        {
            throw Refuse(listener, "it has no filter chains");
        }

        CheckMatches(listener);
        foreach (var chain in listener.FilterChains.Append(listener.DefaultFilterChain).OfType<FilterChain>())
        {
            CheckEnd(state, listener, chain);
        }
    }

    private static void CheckMatches(Listener listener)
    {
        var seen = new Dictionary<string, FilterChain>(StringComparer.Ordinal);
        foreach (var chain in listener.FilterChains)
        {
            var match = chain.FilterChainMatch ?? new FilterChainMatch();
            foreach (var name in match.ServerNames.Where(n => n.TrimStart('*').Contains('*') || (n.StartsWith('*') && !n.StartsWith("*.", StringComparison.Ordinal))))
            {
                throw Refuse(listener, $"server name '{name}' has a wild card that is no whole first label");
            }

            foreach (var range in match.PrefixRanges.Concat(match.SourcePrefixRanges).Where(r => CidrRanges.Parse(r) is null))
            {
                throw Refuse(listener, $"'{range.AddressPrefix}/{range.PrefixLen}' is no range of addresses");
            }

            foreach (var criteria in Combinations(match).Where(c => !seen.TryAdd(c, chain) && !ReferenceEquals(seen[c], chain)))
            {
                throw Refuse(listener, $"filter chains {FilterChains.NameOf(listener, seen[criteria])} and {FilterChains.NameOf(listener, chain)} match the same connections");
            }
        }
    }

    // Each list is an "or", so chains overlap when they have one combination of values in common.
    private static IEnumerable<string> Combinations(FilterChainMatch match) =>
        from range in OrAny(match.PrefixRanges.Select(r => $"{CidrRanges.Parse(r)}"))
        from name in OrAny(match.ServerNames.Select(n => n.ToLowerInvariant()))
        from protocol in OrAny(match.ApplicationProtocols)
        from source in OrAny(match.SourcePrefixRanges.Select(r => $"{CidrRanges.Parse(r)}"))
        from port in OrAny(match.SourcePorts.Select(p => $"{p}"))
        select string.Join('|', match.DestinationPort, range, name, match.TransportProtocol, protocol, match.SourceType, source, port);

    private static IEnumerable<string> OrAny(IEnumerable<string> values) => values.DefaultIfEmpty("");

    private static void CheckEnd(ObservedState state, Listener listener, FilterChain chain)
    {
        try
        {
            switch (NetworkFilter.EndOf(chain))
            {
                case HttpConnectionManager manager:
                    HttpRules.Check(state, manager);
                    break;
                case TcpProxy proxy:
                    _ = TcpRouting.ClustersOf(proxy);
                    break;
            }
        }
        catch (ConfigurationRefusedException e)
        {
            throw Refuse(listener, $"filter chain {FilterChains.NameOf(listener, chain)}: {e.Message}");
        }
    }

    private static ConfigurationRefusedException Refuse(Listener listener, string why) => new($"listener '{listener.Name}': {why}");
}
