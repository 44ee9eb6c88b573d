using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Xds.Protos;
using HttpWeight = IstioRegressions.Xds.Protos.WeightedCluster.Types.ClusterWeight;
using TcpWeight = IstioRegressions.Xds.Protos.TcpProxy.Types.WeightedCluster.Types.ClusterWeight;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>What the routes of VirtualServices become for an Envoy.</summary>
internal static class VirtualRoutes
{
    private const uint PerMillion = 1_000_000;

    /// <summary>Routes for requests to a port, one for each match.</summary>
    public static IEnumerable<Route> Http(IEnumerable<HttpRouteSpec> routes, int port, FilterNames names)
    {
        foreach (var route in routes)
        {
            foreach (var match in route.Matches.Count == 0 ? [new UriMatch("/", IsPrefix: true)] : route.Matches)
            {
                var made = new Route { Match = Match(match), Route_ = Action(route.Destinations, port) };
                if (route.Fault is { } fault)
                {
                    var (name, config) = names.Fault(Fault(fault));
                    made.TypedPerFilterConfig.Add(name, config);
                }

                yield return made;
            }
        }
    }

    /// <summary>
    /// A proxy of the connections to a port. Those that a fault aborts go to a cluster that has no endpoints, where an Envoy
    /// closes them.
    /// </summary>
    public static TcpProxy Tcp(TcpRouteSpec route, int port)
    {
        var aborted = (uint)((route.Fault?.AbortPercent ?? 0) / 100 * PerMillion);
        var weights = Weights(route.Destinations, port).Select(w => (w.Cluster, Weight: (uint)((ulong)w.Weight * (PerMillion - aborted) / 100)))
            .Append((Cluster: ClusterGenerator.BlackHole, Weight: aborted))
            .Where(w => w.Weight > 0)
            .ToList();
        if (weights is [var only])
        {
            return new TcpProxy { StatPrefix = only.Cluster, Cluster = only.Cluster };
        }

        return new TcpProxy
        {
            StatPrefix = weights[0].Cluster,
            WeightedClusters = new TcpProxy.Types.WeightedCluster { Clusters = { weights.Select(w => new TcpWeight { Name = w.Cluster, Weight = w.Weight }) } },
        };
    }

    private static RouteMatch Match(UriMatch match) => match.IsPrefix ? new RouteMatch { Prefix = match.Text } : new RouteMatch { Path = match.Text };

    private static RouteAction Action(Items<DestinationSpec> destinations, int port)
    {
        var weights = Weights(destinations, port).ToList();
        return weights is [var only]
            ? new RouteAction { Cluster = only.Cluster, Timeout = new Duration() }
            : new RouteAction
            {
                WeightedClusters = new WeightedCluster { Clusters = { weights.Select(w => new HttpWeight { Name = w.Cluster, Weight = (uint)w.Weight }) } },
                Timeout = new Duration(),
            };
    }

    private static IEnumerable<(string Cluster, int Weight)> Weights(Items<DestinationSpec> destinations, int port) =>
        destinations.Select(d => (ClusterName.Outbound(d.Port == 0 ? port : d.Port, d.Host), destinations.Count == 1 ? 100 : d.Weight));

    private static HttpFault Fault(FaultSpec fault) => new()
    {
        Abort = fault.AbortStatus == 0 ? null : new FaultAbort { HttpStatus = (uint)fault.AbortStatus, Percentage = Percent(fault.AbortPercent) },
        Delay = fault.Delay == TimeSpan.Zero ? null : new FaultDelay { FixedDelay = Duration.FromTimeSpan(fault.Delay), Percentage = Percent(fault.DelayPercent) },
    };

    private static FractionalPercent Percent(double percent) => new()
    {
        Numerator = (uint)(percent / 100 * PerMillion),
        Denominator = FractionalPercent.Types.DenominatorType.Million,
    };
}
