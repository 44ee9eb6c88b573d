using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// Which virtual host has a host: by its exact name, else by the longest domain that begins with a wild card, else by the
/// longest that ends with one, else by <c>*</c>; case does not count, and a wild card stands for at least one character
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/api-v2/api/v2/route/route.proto, VirtualHost.domains).
/// </summary>
internal static class VirtualHostChoice
{
    private const int Exact = 3;
    private const int Suffix = 2;
    private const int Prefix = 1;
    private const int Any = 0;

    public static VirtualHost? Find(RouteConfiguration table, string host) => table.VirtualHosts
        .SelectMany(candidate => candidate.Domains, (candidate, domain) => (Host: candidate, Rank: Rank(domain, host)))
        .Where(match => match.Rank is not null)
        .OrderByDescending(match => match.Rank)
        .Select(match => match.Host)
        .FirstOrDefault();

    private static (int Form, int Length)? Rank(string domain, string host) => domain switch
    {
        "*" => (Any, 0),
        _ when string.Equals(domain, host, StringComparison.OrdinalIgnoreCase) => (Exact, domain.Length),
        ['*', .. var end] when host.Length > end.Length && host.EndsWith(end, StringComparison.OrdinalIgnoreCase) => (Suffix, domain.Length),
        [.. var start, '*'] when host.Length > start.Length && host.StartsWith(start, StringComparison.OrdinalIgnoreCase) => (Prefix, domain.Length),
        _ => null,
    };
}
