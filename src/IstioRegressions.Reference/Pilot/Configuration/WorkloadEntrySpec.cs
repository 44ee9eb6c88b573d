namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>One workload: the spec of a WorkloadEntry, and an endpoint of a ServiceEntry.</summary>
/// <param name="Address">An IP address, a host name, or <c>unix://PATH</c>.</param>
/// <param name="Ports">The workload's port by the name of the service's port; a port that is not named is the service's.</param>
/// <param name="Labels">What a workloadSelector selects by.</param>
/// <param name="Network">The network, empty for the default one.</param>
/// <param name="Locality">REGION/ZONE/SUBZONE, or empty.</param>
/// <param name="Weight">The load-balancing weight, 0 where none is given.</param>
/// <param name="ServiceAccount">The service account, or empty.</param>
internal sealed record WorkloadEntrySpec(
    string Address,
    Map<int> Ports,
    Map<string> Labels,
    string Network,
    string Locality,
    int Weight,
    string ServiceAccount);
