using System.Collections.Immutable;
using Google.Protobuf;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>
/// What an Envoy in the observer's place would be configured with, by name. CDS and LDS pushes replace all; EDS and RDS
/// pushes update what they carry, and entries that CDS and LDS no longer ask for are dropped.
/// </summary>
public sealed record ObservedState
{
    /// <summary>Before the first push.</summary>
    public static ObservedState Empty { get; } = new();

    /// <summary>The clusters of the last CDS push; of two with one name, the last.</summary>
    public ImmutableDictionary<string, Cluster> Clusters { get; private init; } = ImmutableDictionary<string, Cluster>.Empty;

    /// <summary>The last endpoints that EDS sent for each cluster that is asked for, by the name it is asked by.</summary>
    public ImmutableDictionary<string, ClusterLoadAssignment> Endpoints { get; private init; } =
        ImmutableDictionary<string, ClusterLoadAssignment>.Empty;

    /// <summary>The listeners of the last LDS push; of two with one name, the last.</summary>
    public ImmutableDictionary<string, Listener> Listeners { get; private init; } = ImmutableDictionary<string, Listener>.Empty;

    /// <summary>The last route tables that RDS sent, of those that are asked for.</summary>
    public ImmutableDictionary<string, RouteConfiguration> Routes { get; private init; } =
        ImmutableDictionary<string, RouteConfiguration>.Empty;

    /// <summary>
    /// The endpoints of a cluster, wherever they are: sent by EDS, or inside a cluster of another kind. Empty where there
    /// is no such cluster.
    /// </summary>
    public EndpointSet EndpointsOf(string cluster) => EndpointNameOf(cluster) is { } name
        ? EndpointSet.Of(Endpoints.GetValueOrDefault(name))
        : EndpointSet.Of(Clusters[cluster]);

    /// <summary>The name by which a cluster's endpoints are asked for; null where they are inside the cluster.</summary>
    internal string? EndpointNameOf(string cluster) => Clusters.GetValueOrDefault(cluster) switch
    {
        null => cluster,
        { Type: Cluster.Types.DiscoveryType.Eds } eds => EndpointName(eds),
        _ => null,
    };

    /// <summary>The names by which the EDS clusters ask for endpoints, sorted.</summary>
    internal string[] EndpointNames { get; private init; } = [];

    /// <summary>The names of the route tables that the listeners ask for, sorted.</summary>
    internal string[] RouteNames { get; private init; } = [];

    /// <summary>The state after a push.</summary>
    /// <param name="type">What it carries.</param>
    /// <param name="resources">Its resources.</param>
    /// <param name="asked">The names, sorted, that EDS or RDS is asked for; null for those that CDS or LDS names.</param>
    /// <exception cref="XdsException">A listener's connection manager does not parse.</exception>
    internal ObservedState Next(XdsType type, IMessage[] resources, string[]? asked)
    {
        switch (type)
        {
            case XdsType.Clusters:
                var clusters = All<Cluster>(resources);
                var endpoints = Sorted(clusters.Values.Where(c => c.Type == Cluster.Types.DiscoveryType.Eds).Select(EndpointName));
                return this with { Clusters = clusters, EndpointNames = endpoints, Endpoints = Only(Endpoints, asked ?? endpoints) };
            case XdsType.Listeners:
                var listeners = All<Listener>(resources);
                var routes = Sorted(listeners.Values.SelectMany(Xds.RouteNames.Of));
                return this with { Listeners = listeners, RouteNames = routes, Routes = Only(Routes, routes) };
            case XdsType.Endpoints:
                return this with { Endpoints = Endpoints.SetItems(Named<ClusterLoadAssignment>(resources, asked ?? EndpointNames)) };
            default:
                return this with { Routes = Routes.SetItems(Named<RouteConfiguration>(resources, RouteNames)) };
        }
    }

    private static ImmutableDictionary<string, T> Only<T>(ImmutableDictionary<string, T> all, string[] names) =>
        all.RemoveRange(all.Keys.Where(name => !IsIn(names, name)));

    private static string EndpointName(Cluster cluster) =>
        cluster.EdsClusterConfig is { ServiceName.Length: > 0 } eds ? eds.ServiceName : cluster.Name;

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ImmutableDictionary<string, T> All<T>(IMessage[] resources) =>
        ImmutableDictionary<string, T>.Empty.SetItems(resources.Select(r => KeyValuePair.Create(XdsResources.NameOf(r), (T)r)));

    private static IEnumerable<KeyValuePair<string, T>> Named<T>(IMessage[] resources, string[] names) =>
        resources.Select(r => KeyValuePair.Create(XdsResources.NameOf(r), (T)r)).Where(r => IsIn(names, r.Key));

    private static bool IsIn(string[] sorted, string name) => Array.BinarySearch(sorted, name, StringComparer.Ordinal) >= 0;
}
