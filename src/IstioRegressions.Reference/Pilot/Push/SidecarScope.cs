using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>What the sidecars of a namespace see, and the configuration whose change concerns them.</summary>
internal sealed class SidecarScope
{
    // A key's hash stands for the key, as from 1.6.14 (istio/istio#25532): where two are equal, a push is sent that nobody needs.
    private readonly HashSet<int> _dependencies;
    private readonly Lazy<Dictionary<string, Service>> _byHost;

    public SidecarScope(IReadOnlyList<Service> services)
    {
        Services = services;
        _dependencies = new HashSet<int>(services.Count);
        foreach (var service in services)
        {
            _dependencies.Add(ConfigKey.OfService(service).GetHashCode());
        }

        _byHost = new Lazy<Dictionary<string, Service>>(
            () => services.DistinctBy(s => s.Host, StringComparer.Ordinal).ToDictionary(s => s.Host, StringComparer.Ordinal));
    }

    /// <summary>The services that are visible, older ones first.</summary>
    public IReadOnlyList<Service> Services { get; }

    /// <summary>The oldest service of that host; null where none is visible.</summary>
    public Service? Find(string host) => _byHost.Value.GetValueOrDefault(host);

    public bool DependsOn(ConfigKey key) => _dependencies.Contains(key.GetHashCode());
}
