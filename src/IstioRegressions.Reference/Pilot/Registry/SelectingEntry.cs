using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>A ServiceEntry with a workloadSelector, and the services that it makes.</summary>
internal sealed record SelectingEntry(ConfigObject Entry, Map<string> Selector, IReadOnlyList<Service> Services)
{
    /// <summary>Whether it selects a WorkloadEntry: one of its own namespace that has all the selector's labels.</summary>
    public bool Selects(ConfigObject? workload) =>
        workload is not null && workload.Namespace == Entry.Namespace && Selector.IsSubsetOf(workload.WorkloadEntry.Labels);
}
