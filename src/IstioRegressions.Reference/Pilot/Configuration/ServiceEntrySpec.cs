namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The spec of a ServiceEntry.</summary>
/// <param name="Hosts">The host names; a service each.</param>
/// <param name="Addresses">Virtual IP addresses or CIDR blocks; none means that any address is meant.</param>
/// <param name="Ports">The ports.</param>
/// <param name="IsMeshExternal">Whether location is MESH_EXTERNAL.</param>
/// <param name="Resolution">How endpoints are found.</param>
/// <param name="Endpoints">The endpoints listed in the entry.</param>
/// <param name="Selector">The labels of the workloads that are its endpoints; null where it selects none.</param>
/// <param name="ExportTo">The namespaces that see it: nothing or * for all, . for its own.</param>
/// <param name="SubjectAltNames">The names that its servers' certificates may carry.</param>
internal sealed record ServiceEntrySpec(
    Items<string> Hosts,
    Items<string> Addresses,
    Items<PortSpec> Ports,
    bool IsMeshExternal,
    Resolution Resolution,
    Items<WorkloadEntrySpec> Endpoints,
    Map<string>? Selector,
    Items<string> ExportTo,
    Items<string> SubjectAltNames);
