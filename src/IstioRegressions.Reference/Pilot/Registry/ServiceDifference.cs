using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>What an edit of a ServiceEntry means for its services.</summary>
/// <param name="Changed">Services that proxies must be told of in full, added and deleted ones among them.</param>
/// <param name="Unchanged">Services of which at most the endpoints changed.</param>
internal sealed record ServiceDifference(IReadOnlyList<Service> Changed, IReadOnlyList<Service> Unchanged)
{
    public static ServiceDifference Between(
        ConfigChange change, IReadOnlyList<Service> old, IReadOnlyList<Service> current, Func<ServiceEntrySpec, ServiceEntrySpec, bool> needsNewClusters)
    {
        if (change.Old is null || change.New is null || needsNewClusters(change.Old.ServiceEntry, change.New.ServiceEntry))
        {
            return new ServiceDifference([.. current, .. old], []);
        }

        var oldByHost = old.ToLookup(s => s.Host, StringComparer.Ordinal);
        var currentByHost = current.ToLookup(s => s.Host, StringComparer.Ordinal);
        var unchanged = current.Where(s => oldByHost[s.Host].SequenceEqual(currentByHost[s.Host])).ToList();
        return new ServiceDifference(
            [.. current.Except(unchanged), .. old.Where(s => !currentByHost.Contains(s.Host))],
            unchanged);
    }
}
