using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>Where one port of a service is served.</summary>
/// <param name="Address">An IP address, a host name, or the path of a Unix socket.</param>
/// <param name="Port">The workload's port; 0 for a Unix socket.</param>
/// <param name="ServicePortName">Which port of the service.</param>
/// <param name="Labels">The workload's labels.</param>
/// <param name="Network">The workload's network.</param>
/// <param name="Locality">REGION/ZONE/SUBZONE, or empty.</param>
/// <param name="Weight">At least 1.</param>
/// <param name="ServiceAccount">The workload's SPIFFE name, or empty.</param>
/// <param name="TlsMode">"istio" where the workload's proxy expects mutual TLS, else "disabled".</param>
internal sealed record ServiceEndpoint(
    string Address,
    int Port,
    string ServicePortName,
    Map<string> Labels,
    string Network,
    string Locality,
    int Weight,
    string ServiceAccount,
    string TlsMode);
