using System.Collections.Concurrent;
using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>The connections that are open. Safe for concurrent use.</summary>
internal sealed class ConnectionTable(Pusher pusher)
{
    private readonly ConcurrentDictionary<string, AdsConnection> _connections = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>All connections, older ones first.</summary>
    public IReadOnlyList<AdsConnection> All => [.. _connections.Values.OrderBy(c => c.Connected)];

    public string NextId(string node) => $"{node}-{Interlocked.Increment(ref _last)}";

    public void Add(AdsConnection connection)
    {
        pusher.Connect(connection.Id, connection.Queue);
        connection.Begin();
        _connections[connection.Id] = connection;
    }

    public void Remove(AdsConnection connection)
    {
        pusher.Disconnect(connection.Id);
        _connections.TryRemove(connection.Id, out _);
    }

    /// <summary>The newest connection of a proxy, NAME.NAMESPACE or a whole node id; null where there is none.</summary>
    public AdsConnection? Find(string proxy) => All.LastOrDefault(c => c.Proxy.Id == proxy || c.Proxy.NodeId == proxy || c.Id == proxy);
}
