using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>The filter chains that listeners are made of.</summary>
internal sealed class FilterChains(FilterNames names)
{
    public const string Fallthrough = "PassthroughFilterChain";

    /// <summary>What the HTTP inspector calls plaintext HTTP.</summary>
    private static readonly string[] PlaintextHttp = ["http/1.0", "http/1.1", "h2c"];

    /// <summary>Whether a chain takes every connection.</summary>
    public static bool TakesAll(FilterChain chain) => chain.FilterChainMatch is not { } match || match.Equals(new FilterChainMatch());

    /// <summary>Restricts a chain to connections that the HTTP inspector took for plaintext HTTP.</summary>
    public static void RequireHttp(FilterChain chain)
    {
        chain.FilterChainMatch ??= new FilterChainMatch();
        chain.FilterChainMatch.ApplicationProtocols.Add(PlaintextHttp.Except(chain.FilterChainMatch.ApplicationProtocols));
    }

    /// <summary>TCP to a cluster, for the destinations and server names that the match states.</summary>
    public FilterChain Tcp(string cluster, FilterChainMatch? match = null, string name = "") =>
        Tcp(new TcpProxy { StatPrefix = cluster, Cluster = cluster }, match, name);

    /// <summary>TCP to where a proxy sends it, for the destinations and server names that the match states.</summary>
    public FilterChain Tcp(TcpProxy proxy, FilterChainMatch? match = null, string name = "") => new()
    {
        Name = name,
        FilterChainMatch = match,
        Filters = { names.TcpProxy(proxy) },
    };

    /// <summary>The last resort of a listener whose other chains do not take everything.</summary>
    public FilterChain PassOn() => Tcp(ClusterGenerator.Passthrough, new FilterChainMatch(), Fallthrough);

    /// <summary>HTTP by the route table of that name.</summary>
    public FilterChain OutboundHttp(string address, int port, string routes) => Outbound(names.OutboundHttp, address, port, routes);

    /// <summary>HTTP that enters by a gateway, by the route table of that name.</summary>
    public FilterChain GatewayHttp(string address, int port, string routes) => Outbound(names.CommonHttp, address, port, routes);

    /// <summary>HTTP to one cluster; port 0 stands for any port.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="port">The port of the service.</param>
    /// <param name="stat">What statistics call it.</param>
    /// <param name="match">The connections that it takes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="header">The header of the requests that it takes; null for all.</param>
    public FilterChain InboundHttp(string cluster, int port, string stat, FilterChainMatch match, string name, HeaderMatcher? header = null) =>
        Http(match, name, port == 0 ? names.CommonHttp : names.InboundHttp, new HttpConnectionManager
        {
            StatPrefix = stat,
            RouteConfig = new RouteConfiguration
            {
                Name = cluster,
                ValidateClusters = false,
                VirtualHosts =
                {
                    new VirtualHost
                    {
                        Name = string.Create(CultureInfo.InvariantCulture, $"inbound|http|{port}"),
                        Domains = { "*" },
                        Routes = { With(header, Route("default", cluster)) },
                    },
                },
            },
        });

    private static Route With(HeaderMatcher? header, Route route)
    {
        if (header is not null)
        {
            route.Match.Headers.Add(header);
        }

        return route;
    }

    /// <summary>A route that takes everything to a cluster and never times out.</summary>
    public static Route Route(string name, string cluster) => new()
    {
        Name = name,
        Match = new RouteMatch { Prefix = "/" },
        Route_ = new RouteAction { Cluster = cluster, Timeout = new Duration() },
    };

    private FilterChain Outbound(IEnumerable<HttpFilter> filters, string address, int port, string routes) => Http(null, "", filters, new HttpConnectionManager
    {
        StatPrefix = string.Create(CultureInfo.InvariantCulture, $"outbound_{address}_{port}"),
        Rds = new Rds { ConfigSource = names.Ads, RouteConfigName = routes },
    });

    private FilterChain Http(FilterChainMatch? match, string name, IEnumerable<HttpFilter> filters, HttpConnectionManager manager)
    {
        manager.HttpFilters.Add(filters);
        return new FilterChain { Name = name, FilterChainMatch = match, Filters = { names.HttpConnectionManager(manager) } };
    }
}
