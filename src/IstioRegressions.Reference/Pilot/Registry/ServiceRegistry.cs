using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>
/// The services and instances that ServiceEntries and WorkloadEntries make. Decides for each change whether endpoints
/// alone are sent or everything is. A change of services throws the instance index away; it is rebuilt from the
/// configuration when next needed, which heals whatever endpoint updates did to it.
/// </summary>
internal sealed class ServiceRegistry(ConfigStore store, IServiceChanges changes, Behaviour behaviour)
{
    private readonly Lock _lock = new();
    private InstanceIndex? _instances;
    private List<SelectingEntry> _selecting = [];

    /// <summary>All services, those of older entries first.</summary>
    public IReadOnlyList<Service> Services =>
    [
        .. Entries.OrderBy(e => e.CreationTimestamp ?? DateTimeOffset.MinValue)
            .ThenBy(e => $"{e.Name}.{e.Namespace}", StringComparer.Ordinal)
            .SelectMany(Conversion.Services),
    ];

    private IEnumerable<ConfigObject> Entries => store.Objects.Select(o => o.Object).Where(o => o.Kind == ConfigKind.ServiceEntry);

    public IReadOnlyList<ServiceInstance> InstancesOf(ServiceKey service)
    {
        lock (_lock)
        {
            return [.. Index().Of(service)];
        }
    }

    /// <summary>The instances that have one of these addresses: what a proxy at them serves.</summary>
    public IReadOnlyList<ServiceInstance> InstancesAt(IReadOnlyCollection<string> addresses)
    {
        lock (_lock)
        {
            return [.. Index().All.Where(i => addresses.Contains(i.Endpoint.Address))];
        }
    }

    /// <summary>Handles a change that the store already has.</summary>
    public void Handle(ConfigChange change)
    {
        if (change.Object.Kind == ConfigKind.WorkloadEntry)
        {
            HandleWorkload(change);
        }
        else
        {
            HandleService(change);
        }
    }

    private void HandleWorkload(ConfigChange change)
    {
        IReadOnlyList<ServiceKey> touched;
        lock (_lock)
        {
            var index = Index();
            var entries = behaviour.EntriesTouched(_selecting, change).ToList();
            touched = [.. entries.SelectMany(e => e.Services).Select(s => s.Key).Distinct()];
            foreach (var service in touched)
            {
                index.Remove(change.Object.Key, service);
            }

            foreach (var entry in entries.Where(e => e.Selects(change.New)))
            {
                index.Add(change.Object.Key, Conversion.Instances(change.New!.WorkloadEntry, entry.Services));
            }
        }

        SendEndpoints(touched);
    }

    private void HandleService(ConfigChange change)
    {
        var old = change.Old is null ? [] : Conversion.Services(change.Old);
        var current = change.New is null ? [] : Conversion.Services(change.New);
        var difference = ServiceDifference.Between(change, old, current);
        foreach (var gone in old.Select(s => s.Key).Except(current.Select(s => s.Key)))
        {
            changes.ServiceDeleted(gone);
        }

        if (difference.Changed.Count > 0)
        {
            lock (_lock)
            {
                _instances = null;
            }

            changes.ServicesChanged(difference.Changed.Select(ConfigKey.OfService).ToHashSet());
            return;
        }

        IReadOnlyList<ServiceKey> touched = [.. difference.Unchanged.Select(s => s.Key).Distinct()];
        lock (_lock)
        {
            var index = Index();
            foreach (var service in touched)
            {
                index.Remove(change.Object.Key, service);
            }

            index.Add(change.Object.Key, Conversion.Instances(change.New!, difference.Unchanged));
        }

        SendEndpoints(touched);
    }

    private void SendEndpoints(IEnumerable<ServiceKey> services)
    {
        foreach (var service in services)
        {
            changes.EndpointsChanged(service, [.. InstancesOf(service).Select(behaviour.EndpointSent)]);
        }
    }

    private InstanceIndex Index()
    {
        if (_instances is { } existing)
        {
            return existing;
        }

        var index = new InstanceIndex();
        var selecting = new List<SelectingEntry>();
        foreach (var entry in Entries)
        {
            var services = Conversion.Services(entry);
            index.Add(entry.Key, Conversion.Instances(entry, services));
            if (entry.ServiceEntry.Selector is { } selector)
            {
                selecting.Add(new SelectingEntry(entry.Namespace, selector, services));
            }
        }

        foreach (var workload in store.Objects.Select(o => o.Object).Where(o => o.Kind == ConfigKind.WorkloadEntry))
        {
            foreach (var entry in selecting.Where(e => e.Selects(workload)))
            {
                index.Add(workload.Key, Conversion.Instances(workload.WorkloadEntry, entry.Services));
            }
        }

        (_instances, _selecting) = (index, selecting);
        return index;
    }
}
