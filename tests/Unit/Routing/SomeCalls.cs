using System.Net;
using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Routing;

/// <summary>Calls at random, mostly to what a state has: its addresses and ports, its domains, its paths.</summary>
internal sealed class SomeCalls(Random random, ObservedState state)
{
    private static readonly string[] Paths = ["/", "/auth", "/broken?x", "/items/7", "/old/x?y=1", "/api", "/unbuilt", "/nothing", ""];
    private static readonly string[] Names = ["alice", "gold", "", "https", "true"];

    private readonly string[] _addresses = [.. Ordered(state.Listeners).Select(l => l.Address?.SocketAddress?.Address ?? "").Where(a => IPAddress.TryParse(a, out _)), "198.51.100.7"];
    private readonly uint[] _ports = [.. Ordered(state.Listeners).Select(l => l.Address?.SocketAddress?.PortValue ?? 0).Where(p => p <= IPEndPoint.MaxPort), 4444, 8080];
    private readonly string[] _hosts =
    [
        .. Ordered(state.Routes).SelectMany(r => r.VirtualHosts).SelectMany(h => h.Domains).Select(d => d.Replace("*", "some", StringComparison.Ordinal)),
        "nobody.example", "", "shop.example", "*",
    ];

    private readonly string?[] _serverNames = [.. Ordered(state.Listeners).SelectMany(l => l.FilterChains).SelectMany(c => c.FilterChainMatch?.ServerNames ?? []), "nobody.example", null];

    public Call Next()
    {
        var call = new Call(Pick(Enum.GetValues<CallDirection>()), new IPEndPoint(IPAddress.Parse(Pick(_addresses)), (int)Pick(_ports)))
        {
            Protocol = Pick(Enum.GetValues<CallProtocol>()),
            Host = random.Next(10) == 0 ? null : Pick(_hosts),
            Path = Pick(Paths),
            Method = Pick(["GET", "POST", "CONNECT"]),
            Sni = Pick(_serverNames),
            Alpn = Pick<string[]>([[], ["istio"], ["h2", "http/1.1"], ["istio-http/1.1", "istio"]]) is var alpn ? [.. alpn] : [],
            ServerSpeaksFirst = random.Next(8) == 0,
            Source = random.Next(2) == 0 ? null : new IPEndPoint(IPAddress.Parse(Pick(_addresses)), 50000),
        };
        return random.Next(2) == 0 ? call : call.WithHeader(Pick(["x-user", "x-tier", "x-forwarded-proto", "x-envoy-internal"]), Pick(Names));
    }

    // An immutable dictionary of strings is in another order in every process.
    private static IEnumerable<T> Ordered<T>(IReadOnlyDictionary<string, T> named) => named.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Value);

    private T Pick<T>(IList<T> from) => from[random.Next(from.Count)];
}
