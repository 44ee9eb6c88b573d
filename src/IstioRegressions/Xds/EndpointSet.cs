using System.Collections;
using System.Runtime.CompilerServices;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>
/// The endpoints of one cluster as "address:port", sorted, duplicates kept; two sets are equal when they list the same.
/// Works in list patterns and collection expressions.
/// </summary>
[CollectionBuilder(typeof(EndpointSet), nameof(Create))]
public sealed class EndpointSet : IReadOnlyList<string>, IEquatable<EndpointSet>
{
    private readonly string[] _endpoints;

    private EndpointSet(string[] endpoints)
    {
        _endpoints = endpoints;
        Array.Sort(_endpoints, StringComparer.Ordinal);
    }

    /// <summary>No endpoints.</summary>
    public static EndpointSet Empty { get; } = new([]);

    /// <summary>How many endpoints there are, duplicates included.</summary>
    public int Count => _endpoints.Length;

    /// <summary>The endpoint at a place in the sorted list.</summary>
    public string this[int index] => _endpoints[index];

    /// <summary>A set of "address:port" strings, in any order.</summary>
    public static EndpointSet Create(ReadOnlySpan<string> endpoints) => new(endpoints.ToArray());

    /// <summary>The endpoints that EDS sent, of every locality, priority and health.</summary>
    public static EndpointSet Of(ClusterLoadAssignment? assignment) =>
        assignment is null ? Empty : new EndpointSet([.. Addresses(assignment).Select(Print)]);

    /// <summary>The endpoints inside a cluster: its load assignment, or the hosts that v2 had before it.</summary>
    public static EndpointSet Of(Cluster cluster) =>
        new([.. Addresses(cluster.LoadAssignment).Concat(cluster.Hosts).Select(Print)]);

    /// <inheritdoc />
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_endpoints).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public bool Equals(EndpointSet? other) => other is not null && _endpoints.AsSpan().SequenceEqual(other._endpoints);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as EndpointSet);

    /// <inheritdoc />
    public override int GetHashCode() => _endpoints.Aggregate(0, HashCode.Combine);

    /// <summary>For example <c>[2.2.2.2:80, 3.3.3.3:80]</c>; "nothing" where there are none.</summary>
    public override string ToString() => Count == 0 ? "nothing" : $"[{string.Join(", ", _endpoints)}]";

    private static IEnumerable<Address> Addresses(ClusterLoadAssignment? assignment) =>
        assignment?.Endpoints.SelectMany(locality => locality.LbEndpoints).Select(e => e.Endpoint?.Address ?? new Address()) ?? [];

    private static string Print(Address address) => address switch
    {
        { Pipe: { } pipe } => $"unix:{pipe.Path}",
        { SocketAddress: { } socket } => $"{Host(socket.Address)}:{Port(socket)}",
        _ => "an endpoint without an address",
    };

    private static string Host(string address) => address.Contains(':') ? $"[{address}]" : address;

    private static string Port(SocketAddress socket) => socket.HasNamedPort ? socket.NamedPort : $"{socket.PortValue}";
}
