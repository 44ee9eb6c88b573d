namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>The instances of each service, by where they come from. Not safe for concurrent use.</summary>
internal sealed class InstanceIndex
{
    private readonly Dictionary<ServiceKey, Dictionary<InstanceSource, List<ServiceInstance>>> _byService = [];

    public IEnumerable<ServiceInstance> All => _byService.Values.SelectMany(s => s.Values).SelectMany(i => i);

    public IEnumerable<ServiceInstance> Of(ServiceKey service) =>
        _byService.TryGetValue(service, out var bySource) ? bySource.Values.SelectMany(i => i) : [];

    public IReadOnlyList<InstanceSource> SourcesOf(ServiceKey service) =>
        _byService.TryGetValue(service, out var bySource) ? [.. bySource.Keys] : [];

    public void Remove(InstanceSource source, ServiceKey service)
    {
        if (_byService.TryGetValue(service, out var bySource) && bySource.Remove(source) && bySource.Count == 0)
        {
            _byService.Remove(service);
        }
    }

    public void Add(InstanceSource source, IEnumerable<ServiceInstance> instances)
    {
        foreach (var instance in instances)
        {
            if (!_byService.TryGetValue(instance.Service.Key, out var bySource))
            {
                _byService.Add(instance.Service.Key, bySource = []);
            }

            if (!bySource.TryGetValue(source, out var list))
            {
                bySource.Add(source, list = []);
            }

            list.Add(instance);
        }
    }
}
