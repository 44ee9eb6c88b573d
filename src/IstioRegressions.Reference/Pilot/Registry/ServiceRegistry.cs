using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>
/// The services and instances that ServiceEntries and WorkloadEntries make. Decides for each change whether endpoints
/// alone are sent or everything is. A change of services throws the instance index away; it is rebuilt from the
/// configuration when next needed, which heals whatever endpoint updates did to it. A deleted entry takes its own
/// instances with it.
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

    /// <summary>The addresses of all instances.</summary>
    public IReadOnlySet<string> WorkloadAddresses()
    {
        lock (_lock)
        {
            return Index().All.Select(i => i.Endpoint.Address).ToHashSet(StringComparer.Ordinal);
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
        IReadOnlyList<Service> touched;
        lock (_lock)
        {
            var index = Index();
            var entries = behaviour.EntriesTouched(_selecting, change).ToList();
            touched = [.. entries.SelectMany(e => e.Services).DistinctBy(s => s.Key)];
            foreach (var entry in entries)
            {
                var source = new InstanceSource(change.Object.Key, entry.Entry.Key);
                foreach (var service in entry.Services)
                {
                    index.Remove(source, service.Key);
                }

                if (entry.Selects(change.New))
                {
                    index.Add(source, Conversion.Instances(change.New!.WorkloadEntry, entry));
                }
            }
        }

        SendEndpoints(touched.Select(s => s.Key), behaviour.IsNews(change));
        if (behaviour.ListensForPods && touched.Where(s => s.IsHeadless).ToList() is { Count: > 0 } headless)
        {
            changes.ServicesChanged(headless.Select(s => ConfigKey.OfService(s.Key)).ToHashSet());
        }
    }

    private void HandleService(ConfigChange change)
    {
        var old = change.Old is null ? [] : Conversion.Services(change.Old);
        var current = change.New is null ? [] : Conversion.Services(change.New);
        var difference = ServiceDifference.Between(change, old, current, behaviour.NeedsNewClusters);
        foreach (var gone in old.Select(s => s.Key).Except(current.Select(s => s.Key)).Where(service => !IsMade(service)))
        {
            changes.ServiceDeleted(gone);
        }

        if (difference.Changed.Count > 0)
        {
            lock (_lock)
            {
                if (change.New is null)
                {
                    Forget(change.Object, old);
                }
                else
                {
                    _instances = null;
                }
            }

            changes.ServicesChanged(difference.Changed.Select(ConfigKey.OfService).ToHashSet());
            return;
        }

        IReadOnlyList<ServiceKey> touched = [.. difference.Unchanged.Select(s => s.Key).Distinct()];
        lock (_lock)
        {
            Replace(change, difference.Unchanged);
        }

        SendEndpoints(touched, behaviour.IsNews(change));
    }

    /// <summary>Puts the instances of an edited entry, of which the services are as they were, in place of those it had.</summary>
    private void Replace(ConfigChange change, IReadOnlyList<Service> services)
    {
        var entry = change.New!;
        if (entry.ServiceEntry.Selector is not null && behaviour.IsRemade(change))
        {
            _instances = null;
            return;
        }

        var index = Index();
        var listed = new InstanceSource(entry.Key, entry.Key);
        foreach (var service in services)
        {
            index.Remove(listed, service.Key);
        }

        index.Add(listed, Conversion.Instances(entry, services, behaviour.IsItsOwnEndpoint));
    }

    /// <summary>Takes the instances of a deleted entry out of the index; of a host that no entry makes any more, all.</summary>
    private void Forget(ConfigObject entry, IEnumerable<Service> services)
    {
        var index = Index();
        _selecting.RemoveAll(e => e.Entry.Key == entry.Key);
        foreach (var service in services.Select(s => s.Key).Distinct())
        {
            var isMade = IsMade(service);
            var sources = index.SourcesOf(service);
            var gone = sources.Where(s => s.Entry == entry.Key).ToList();
            foreach (var source in sources.Where(s => !isMade || gone.Exists(g => behaviour.GoesWith(g, s))))
            {
                index.Remove(source, service);
            }
        }
    }

    /// <summary>Whether an entry makes the service: several may have one host.</summary>
    private bool IsMade(ServiceKey service) =>
        Entries.Any(e => e.Namespace == service.Namespace && e.ServiceEntry.Hosts.Contains(service.Host));

    private void SendEndpoints(IEnumerable<ServiceKey> services, bool isNews)
    {
        foreach (var service in services)
        {
            changes.EndpointsChanged(service, [.. InstancesOf(service).Select(behaviour.EndpointSent)], isNews);
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
            index.Add(new InstanceSource(entry.Key, entry.Key), Conversion.Instances(entry, services, behaviour.IsItsOwnEndpoint));
            if (entry.ServiceEntry.Selector is { } selector)
            {
                selecting.Add(new SelectingEntry(entry, selector, services));
            }
        }

        foreach (var workload in store.Objects.Select(o => o.Object).Where(o => o.Kind == ConfigKind.WorkloadEntry))
        {
            foreach (var entry in selecting.Where(e => e.Selects(workload)))
            {
                index.Add(new InstanceSource(workload.Key, entry.Entry.Key), Conversion.Instances(workload.WorkloadEntry, entry));
            }
        }

        (_instances, _selecting) = (index, selecting);
        return index;
    }
}
