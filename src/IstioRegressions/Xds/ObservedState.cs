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
    private string[]? _endpointNames;
    private string[]? _routeNames;

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
    internal string[] EndpointNames() => _endpointNames ??= Sorted(
        Clusters.Values.Where(c => c.Type == Cluster.Types.DiscoveryType.Eds).Select(EndpointName));

    /// <summary>The names of the route tables that the listeners ask for, sorted.</summary>
    /// <exception cref="XdsException">A listener's connection manager does not parse.</exception>
    internal string[] RouteNames() => _routeNames ??= Sorted(Listeners.Values.SelectMany(Xds.RouteNames.Of));

    internal ObservedState With(XdsType type, IMessage[] resources) => type switch
    {
        XdsType.Clusters => this with { Clusters = All<Cluster>(resources), _endpointNames = null },
        XdsType.Endpoints => this with { Endpoints = Endpoints.SetItems(Named<ClusterLoadAssignment>(resources)) },
        XdsType.Listeners => this with { Listeners = All<Listener>(resources), _routeNames = null },
        _ => this with { Routes = Routes.SetItems(Named<RouteConfiguration>(resources)) },
    };

    /// <summary>The state after a push: with what was asked for of what it carries, and without what is no longer asked for.</summary>
    /// <param name="type">What it carries.</param>
    /// <param name="resources">Its resources.</param>
    /// <param name="endpoints">The names, sorted, that EDS is asked for; null for those that CDS names.</param>
    /// <exception cref="XdsException">A listener's connection manager does not parse.</exception>
    internal ObservedState Next(XdsType type, IMessage[] resources, string[]? endpoints)
    {
        switch (type)
        {
            case XdsType.Clusters:
                var clusters = With(type, resources);
                return clusters with { Endpoints = Only(Endpoints, endpoints ?? clusters.EndpointNames()) };
            case XdsType.Listeners:
                var listeners = With(type, resources);
                return listeners with { Routes = Only(Routes, listeners.RouteNames()) };
            default:
                var asked = type == XdsType.Endpoints ? endpoints ?? EndpointNames() : RouteNames();
                return With(type, Array.FindAll(resources, r => IsIn(asked, XdsResources.NameOf(r))));
        }
    }

    private static ImmutableDictionary<string, T> Only<T>(ImmutableDictionary<string, T> all, string[] names) =>
        all.RemoveRange(all.Keys.Where(name => !IsIn(names, name)));

    private static string EndpointName(Cluster cluster) =>
        cluster.EdsClusterConfig is { ServiceName.Length: > 0 } eds ? eds.ServiceName : cluster.Name;

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ImmutableDictionary<string, T> All<T>(IMessage[] resources) =>
        ImmutableDictionary<string, T>.Empty.SetItems(Named<T>(resources));

    private static IEnumerable<KeyValuePair<string, T>> Named<T>(IMessage[] resources) =>
        resources.Select(r => KeyValuePair.Create(XdsResources.NameOf(r), (T)r));

    private static bool IsIn(string[] sorted, string name) => Array.BinarySearch(sorted, name, StringComparer.Ordinal) >= 0;
}
