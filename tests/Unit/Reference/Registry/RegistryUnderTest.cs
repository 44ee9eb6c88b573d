using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Unit.Reference.Registry;

/// <summary>A registry with its store; what it says is written down.</summary>
internal sealed class RegistryUnderTest : IServiceChanges
{
    private readonly ConfigStore _store = new(new ManualTime());

    public RegistryUnderTest(params string[] defects) => Registry = new ServiceRegistry(_store, this, Behaviour.With(defects.ToHashSet()));

    public ServiceRegistry Registry { get; }

    /// <summary>What the last step made it say: "full: HOSTS", "endpoints: HOST ADDRESSES", "kept: HOST ADDRESSES" where nobody is told, or "deleted: HOST".</summary>
    public List<string> Said { get; } = [];

    /// <summary>Replaces the configuration.</summary>
    public void Apply(params string[] documents)
    {
        Said.Clear();
        foreach (var change in _store.Replace(Yaml.Objects(documents)).Where(c => c.Object.Kind is ConfigKind.ServiceEntry or ConfigKind.WorkloadEntry))
        {
            Registry.Handle(change);
        }
    }

    /// <summary>The endpoints that a full push would send.</summary>
    public IEnumerable<string> Instances(string host) =>
        Registry.InstancesOf(new ServiceKey(host, "default")).Select(i => $"{i.Endpoint.Address}:{i.Endpoint.Port}");

    public void EndpointsChanged(ServiceKey service, IReadOnlyList<ServiceEndpoint> endpoints, bool isNews) =>
        Said.Add($"{(isNews ? "endpoints" : "kept")}: {service.Host} {string.Join(' ', endpoints.Select(e => $"{e.Address}:{e.Port}"))}".TrimEnd());

    public void ServiceDeleted(ServiceKey service) => Said.Add($"deleted: {service.Host}");

    public void ServicesChanged(IReadOnlySet<ConfigKey> services) =>
        Said.Add($"full: {string.Join(' ', services.Select(s => s.Name).Order(StringComparer.Ordinal))}");
}
