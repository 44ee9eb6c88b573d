using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>A listener of a sidecar for one address and port, while the services that share it are put together.</summary>
internal sealed class OutboundListener(string address, int port)
{
    private readonly List<FilterChain> _chains = [];

    /// <summary>What is served so far; null for nothing.</summary>
    public TrafficKind? Kind { get; private set; }

    public IReadOnlyList<FilterChain> Chains => _chains;

    private string Name => string.Create(CultureInfo.InvariantCulture, $"{address}_{port}");

    /// <summary>Starts with the first service, or over again.</summary>
    public void Start(TrafficKind kind, IEnumerable<FilterChain> chains)
    {
        Kind = kind;
        _chains.Clear();
        _chains.AddRange(chains);
    }

    /// <summary>HTTP chains beside TCP ones: they take what is HTTP.</summary>
    public void AddHttp(IEnumerable<FilterChain> http)
    {
        foreach (var chain in http)
        {
            FilterChains.RequireHttp(chain);
            _chains.Add(chain);
        }

        Kind = TrafficKind.Auto;
    }

    /// <summary>TCP chains beside HTTP ones. The last resort stays while nothing else takes everything.</summary>
    public void AddTcpToHttp(IReadOnlyList<FilterChain> tcp)
    {
        var http = _chains.Where(c => c.Name != FilterChains.Fallthrough).ToList();
        var lastResort = _chains.Where(c => c.Name == FilterChains.Fallthrough && !tcp.Any(FilterChains.TakesAll)).ToList();
        _chains.Clear();
        _chains.AddRange(tcp);
        AddHttp(http);
        _chains.AddRange(lastResort);
    }

    /// <summary>
    /// TCP chains beside TCP chains. One that takes what another takes is lost, without a word, but the last resort
    /// gives way.
    /// </summary>
    public void AddTcp(TrafficKind kind, IEnumerable<FilterChain> tcp)
    {
        foreach (var chain in tcp)
        {
            var same = _chains.FindIndex(c => Match(c).Equals(Match(chain)));
            if (same < 0)
            {
                _chains.Add(chain);
            }
            else if (_chains[same].Name == FilterChains.Fallthrough && chain.Name != FilterChains.Fallthrough)
            {
                _chains[same] = chain;
            }
        }

        Kind = kind;
    }

    public Listener Build(FilterNames names)
    {
        var needsHttp = Kind == TrafficKind.Auto || _chains.Any(c => c.FilterChainMatch?.ApplicationProtocols.Count > 0);
        var listener = new Listener
        {
            Name = Name,
            Address = Addresses.Of(address, port),
            FilterChains = { _chains },
            DeprecatedV1 = new Listener.Types.DeprecatedV1 { BindToPort = false },
            TrafficDirection = Directions.Outbound,
        };
        if (needsHttp || _chains.Any(c => c.FilterChainMatch?.ServerNames.Count > 0))
        {
            listener.ListenerFilters.Add(names.TlsInspector);
        }

        if (needsHttp)
        {
            listener.ListenerFilters.Add(names.HttpInspector);
            listener.ListenerFiltersTimeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100));
            listener.ContinueOnListenerFiltersTimeout = true;
        }

        return listener;
    }

    private static FilterChainMatch Match(FilterChain chain) => chain.FilterChainMatch ?? new FilterChainMatch();
}
