using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// Which of a cluster's endpoints are chosen from: the healthy ones of the first priority that has any; where none is
/// healthy Envoy panics and takes all, unless its threshold is 0
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/intro/arch_overview/upstream/load_balancing/panic_threshold).
/// </summary>
internal static class EndpointHealth
{
    private const int Unknown = 0;
    private const int Healthy = 1;
    private const int Degraded = 5;

    public static EndpointSet Available(ClusterLoadAssignment assignment, Cluster cluster)
    {
        var priorities = assignment.Endpoints
            .GroupBy(locality => locality.Priority, locality => locality.LbEndpoints)
            .OrderBy(priority => priority.Key)
            .Select(priority => priority.SelectMany(endpoints => endpoints).ToList())
            .ToList();
        var healthy = priorities.Select(p => p.FindAll(IsHealthy)).FirstOrDefault(p => p.Count > 0);
        var panics = cluster.CommonLbConfig?.HealthyPanicThreshold is null or { Value: > 0 };
        return Set(healthy ?? (panics ? [.. priorities.SelectMany(p => p)] : []));
    }

    private static bool IsHealthy(LbEndpoint endpoint) => endpoint.HealthStatus is Unknown or Healthy or Degraded;

    private static EndpointSet Set(List<LbEndpoint> endpoints) => EndpointSet.Of(
        new ClusterLoadAssignment { Endpoints = { new LocalityLbEndpoints { LbEndpoints = { endpoints } } } });
}
