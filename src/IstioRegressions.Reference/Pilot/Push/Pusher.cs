using System.Collections.Concurrent;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Reference.Pilot.Serving;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>Takes changes of the configuration to the registry, and what the registry says of them, debounced, to the connections.</summary>
internal sealed class Pusher : IServiceChanges, IDisposable
{
    private readonly Lock _state = new();
    private readonly List<PushRequest> _wanted = [];
    private readonly ConcurrentDictionary<string, PushQueue> _connections = new(StringComparer.Ordinal);
    private readonly ConfigStore _store;
    private readonly ServiceRegistry _registry;
    private readonly Behaviour _behaviour;
    private readonly TimeProvider _time;
    private readonly Metrics _metrics;
    private readonly Log _log;
    private readonly Debouncer _debouncer;
    private volatile PushContext _context;
    private long _pushes;
    private long _changes;

    public Pusher(ConfigStore store, Behaviour behaviour, PilotOptions options, TimeProvider time, Metrics metrics, Log log)
    {
        (_store, _behaviour, _time, _metrics, _log) = (store, behaviour, time, metrics, log);
        _registry = new ServiceRegistry(store, this, behaviour);
        _debouncer = new Debouncer(options.DebounceAfter, options.DebounceMax, time, Push);
        _context = NewContext();
    }

    /// <summary>What else is to know that the state was taken over and is sent to the connections.</summary>
    public Action<PushRequest>? Pushed { get; set; }

    public ServiceRegistry Registry => _registry;

    public EndpointShards Shards { get; } = new();

    /// <summary>What the last full push made.</summary>
    public PushContext Context => _context;

    /// <summary>Grows before and after every change of what is generated from.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public void Connect(string connection, PushQueue queue)
    {
        _connections[connection] = queue;
        _metrics.Set("pilot_xds", "", _connections.Count);
    }

    public void Disconnect(string connection)
    {
        _connections.TryRemove(connection, out _);
        _metrics.Set("pilot_xds", "", _connections.Count);
    }

    /// <summary>Handles changes that the store already has. However long that takes, they ask for one push.</summary>
    public void Handle(IReadOnlyList<ConfigChange> changes)
    {
        lock (_state)
        {
            Interlocked.Increment(ref _changes);
            foreach (var change in changes)
            {
                switch (change.Object.Kind)
                {
                    case ConfigKind.Gateway:
                        Want(full: true, new HashSet<ConfigKey> { ConfigKey.OfGateway(change.Object) });
                        break;
                    case ConfigKind.ServiceEntry or ConfigKind.WorkloadEntry:
                        _registry.Handle(change);
                        break;
                    default:
                        Want(full: true, new HashSet<ConfigKey>());
                        break;
                }
            }

            Interlocked.Increment(ref _changes);
            if (_wanted.Count > 0)
            {
                _debouncer.Add(PushRequest.Merge(_wanted));
                _wanted.Clear();
            }
        }
    }

    /// <summary>Takes the state of the registry over, for later pushes and for those who connect; sends nothing.</summary>
    public void Refresh()
    {
        lock (_state)
        {
            Interlocked.Increment(ref _changes);
            _context = NewContext();
            foreach (var service in _context.Services.Select(s => s.Key).Distinct())
            {
                Shards.Update(service, [.. _registry.InstancesOf(service).Select(i => i.Endpoint)]);
            }

            Interlocked.Increment(ref _changes);
        }

        _metrics.Set("pilot_services", "", _context.Services.Count);
    }

    /// <summary>Sends everything to every connection, from the state that the last full push made.</summary>
    /// <returns>The number of connections.</returns>
    public int PushAll()
    {
        Send(new PushRequest(true, new HashSet<ConfigKey>(), _time.GetTimestamp()));
        return _connections.Count;
    }

    public void EndpointsChanged(ServiceKey service, IReadOnlyList<ServiceEndpoint> endpoints, bool isNews)
    {
        _metrics.Add("pilot_inbound_updates", "type=\"eds\"");
        var change = Shards.Update(service, endpoints);
        if (isNews && change != ShardChange.Nothing)
        {
            Want(change == ShardChange.Service, new HashSet<ConfigKey> { ConfigKey.OfService(service) });
        }
    }

    public void ServiceDeleted(ServiceKey service)
    {
        _metrics.Add("pilot_inbound_updates", "type=\"svcdelete\"");
        Shards.Delete(service);
    }

    public void ServicesChanged(IReadOnlySet<ConfigKey> services)
    {
        _metrics.Add("pilot_inbound_updates", "type=\"config\"");
        Want(full: true, services);
    }

    public void Dispose() => _debouncer.Dispose();

    private void Want(bool full, IReadOnlySet<ConfigKey> changed) =>
        _wanted.Add(new PushRequest(full, changed, _time.GetTimestamp()));

    private void Push(PushRequest request)
    {
        if (request.Full)
        {
            Refresh();
        }

        // The lines that 1.6 logs, in its words: a harness that reads them finds them here too.
        _log.Info("ads", request.Full
            ? $"XDS: Pushing:{Context.Version} Services:{Context.Services.Count} ConnectedEndpoints:{_connections.Count}"
            : $"XDS:EDSInc Pushing:{Context.Version} Services:{string.Join(' ', request.Changed.Select(k => k.Name))} ConnectedEndpoints:{_connections.Count}");
        Send(request);
        Pushed?.Invoke(request);
    }

    private void Send(PushRequest request)
    {
        foreach (var queue in _connections.Values)
        {
            queue.Enqueue(request);
        }
    }

    private PushContext NewContext() => PushContext.Of(
        $"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}/{_pushes++}",
        _registry.Services,
        [.. _store.Objects.Select(o => o.Object)],
        _behaviour);
}
