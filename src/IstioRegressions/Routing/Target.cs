using IstioRegressions.Xds;

namespace IstioRegressions.Routing;

/// <summary>A cluster that a call may go to.</summary>
/// <param name="Cluster">Its name.</param>
/// <param name="Weight">Its share of the calls among those of its siblings; 1 where there is no choice.</param>
/// <param name="Kind">Routed, Passthrough, UnknownCluster or NoHealthyUpstream.</param>
/// <param name="Endpoints">
/// Who may be chosen, before any outlier detection; the names of a DNS cluster as they are, not looked up.
/// </param>
/// <param name="Reason">One sentence.</param>
public sealed record Target(string Cluster, uint Weight, OutcomeKind Kind, EndpointSet Endpoints, string Reason)
{
    /// <summary>For example <c>outbound|80||shop.example [10.1.0.1:8000]</c>.</summary>
    public override string ToString() => $"{Cluster} {(Kind is OutcomeKind.Routed or OutcomeKind.Passthrough ? Endpoints : Kind)}";
}
