using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>Who is told of changes in the registry.</summary>
internal interface IServiceChanges
{
    /// <summary>The endpoints of a service are now these.</summary>
    /// <param name="service">The service.</param>
    /// <param name="endpoints">All its endpoints.</param>
    /// <param name="isNews">Whether proxies are told; if not, those who ask are.</param>
    void EndpointsChanged(ServiceKey service, IReadOnlyList<ServiceEndpoint> endpoints, bool isNews);

    /// <summary>A service is gone.</summary>
    void ServiceDeleted(ServiceKey service);

    /// <summary>Services were added, deleted or changed in more than their endpoints.</summary>
    void ServicesChanged(IReadOnlySet<ConfigKey> services);
}
