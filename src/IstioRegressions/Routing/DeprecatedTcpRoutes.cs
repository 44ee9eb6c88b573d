using System.Globalization;
using System.Net;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// The routes of a TCP proxy in the form of the v1 API, which pilot 0.8 sends inside v2 as <c>deprecated_v1</c>: the
/// first whose address and port lists hold the connection's gives the cluster
/// (https://www.envoyproxy.io/docs/envoy/v1.6.0/api-v1/network_filters/tcp_proxy_filter).
/// </summary>
internal sealed class DeprecatedTcpRoutes
{
    private readonly List<Struct> _routes;

    private DeprecatedTcpRoutes(List<Struct> routes) => _routes = routes;

    /// <summary>The routes in a configuration; null where it is of the later form.</summary>
    public static DeprecatedTcpRoutes? In(Struct? config) =>
        config is not null && config.Fields.TryGetValue("deprecated_v1", out var marked) && marked.BoolValue
            ? new DeprecatedTcpRoutes([.. List(Fields(Fields(config, "value"), "route_config"), "routes").Select(v => v.StructValue).OfType<Struct>()])
            : null;

    /// <summary>The cluster for a connection; empty where no route is for it.</summary>
    public IReadOnlyList<TcpProxy.Types.WeightedCluster.Types.ClusterWeight> ClustersFor(Call call, IPEndPoint destination)
    {
        var route = _routes.FirstOrDefault(r =>
            Holds(r, "destination_ip_list", "destination_ports", destination) && Holds(r, "source_ip_list", "source_ports", call.Source));
        return route is null ? [] : [new() { Name = route.Fields.GetValueOrDefault("cluster")?.StringValue ?? "", Weight = 1 }];
    }

    private static bool Holds(Struct route, string ranges, string ports, IPEndPoint? address)
    {
        var wanted = List(route, ranges).Select(v => CidrRanges.Parse(v.StringValue)).OfType<IPNetwork>().ToList();
        var port = route.Fields.GetValueOrDefault(ports)?.StringValue ?? "";
        return (List(route, ranges).Count == 0 || (address is not null && wanted.Exists(w => w.Contains(address.Address))))
            && (port.Length == 0 || (address is not null && port.Split(',').Any(range => Holds(range, address.Port))));
    }

    private static bool Holds(string range, int port)
    {
        var ends = range.Split('-');
        return int.TryParse(ends[0], CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], CultureInfo.InvariantCulture, out var last)
            && first <= port && port <= last;
    }

    private static Struct Fields(Struct of, string name) => of.Fields.GetValueOrDefault(name)?.StructValue ?? new Struct();

    private static IList<Value> List(Struct of, string name) => of.Fields.GetValueOrDefault(name)?.ListValue?.Values ?? (IList<Value>)[];
}
