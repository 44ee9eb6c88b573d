using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Xds.Protos;
using HttpWeight = IstioRegressions.Xds.Protos.WeightedCluster.Types.ClusterWeight;
using RedirectResponseCode = IstioRegressions.Xds.Protos.RedirectAction.Types.RedirectResponseCode;
using TcpWeight = IstioRegressions.Xds.Protos.TcpProxy.Types.WeightedCluster.Types.ClusterWeight;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>What the routes of VirtualServices become for an Envoy.</summary>
internal static class VirtualRoutes
{
    private const uint PerMillion = 1_000_000;

    /// <summary>Routes for requests to a port, one for each match.</summary>
    /// <param name="routes">What is written.</param>
    /// <param name="port">The port that was called.</param>
    /// <param name="known">The services whose only port a destination means that names none; null where it means the port that was called.</param>
    /// <param name="names">The names of filters.</param>
    public static IEnumerable<Route> Http(IEnumerable<HttpRouteSpec> routes, int port, SidecarScope? known, FilterNames names)
    {
        foreach (var route in routes)
        {
            foreach (var match in route.Matches.Count == 0 ? [new RouteMatch { Prefix = "/" }] : route.Matches.Select(Match))
            {
                var made = new Route { Match = match };
                if (route.Redirect is { } redirect)
                {
                    made.Redirect = Redirect(redirect);
                }
                else
                {
                    made.Route_ = Action(Weights(route.Destinations, port, known));
                }

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
    public static TcpProxy Tcp(TcpRouteSpec route, int port, SidecarScope known)
    {
        var aborted = (uint)((route.Fault?.AbortPercent ?? 0) / 100 * PerMillion);
        var weights = Weights(route.Destinations, port, known);
        if (aborted > 0)
        {
            weights = [.. weights.Select(w => w with { Weight = (uint)((ulong)w.Weight * (PerMillion - aborted) / 100) }).Where(w => w.Weight > 0), new Weighted(ClusterGenerator.BlackHole, aborted)];
        }

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

    private static RouteMatch Match(UriMatch match) => match.IsPrefix
        ? new RouteMatch { Prefix = match.Text, CaseSensitive = true }
        : new RouteMatch { Path = match.Text, CaseSensitive = true };

    private static RedirectAction Redirect(RedirectSpec redirect) => new()
    {
        HostRedirect = redirect.Authority,
        PathRedirect = redirect.Uri,
        ResponseCode = redirect.Code switch
        {
            302 => RedirectResponseCode.Found,
            303 => RedirectResponseCode.SeeOther,
            307 => RedirectResponseCode.TemporaryRedirect,
            308 => RedirectResponseCode.PermanentRedirect,
            _ => RedirectResponseCode.MovedPermanently,
        },
    };

    private static RouteAction Action(List<Weighted> weights) => weights is [var only]
        ? new RouteAction { Cluster = only.Cluster, Timeout = new Duration() }
        : new RouteAction
        {
            WeightedClusters = new WeightedCluster { Clusters = { weights.Select(w => new HttpWeight { Name = w.Cluster, Weight = w.Weight }) } },
            Timeout = new Duration(),
        };

    /// <summary>The clusters of destinations. Of several, those without a weight are left out.</summary>
    private static List<Weighted> Weights(Items<DestinationSpec> destinations, int port, SidecarScope? known) =>
    [
        .. destinations.Where(d => d.Weight > 0 || destinations.Count == 1)
            .Select(d => new Weighted(ClusterName.Outbound(PortOf(d, port, known), d.Host, d.Subset), destinations.Count == 1 ? 100 : (uint)d.Weight)),
    ];

    private static int PortOf(DestinationSpec destination, int port, SidecarScope? known) =>
        destination.Port != 0 ? destination.Port
        : known?.Find(destination.Host) is { Ports: [var only] } ? only.Number
        : port;

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

    private sealed record Weighted(string Cluster, uint Weight);
}
