using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>Who is told of changes in the registry.</summary>
internal interface IServiceChanges
{
    /// <summary>The endpoints of a service are now these.</summary>
    void EndpointsChanged(ServiceKey service, IReadOnlyList<ServiceEndpoint> endpoints);

    /// <summary>A service is gone.</summary>
    void ServiceDeleted(ServiceKey service);

    /// <summary>Services were added, deleted or changed in more than their endpoints.</summary>
    void ServicesChanged(IReadOnlySet<ConfigKey> services);
}
