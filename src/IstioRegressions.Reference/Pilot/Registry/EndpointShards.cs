using System.Collections.Concurrent;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>The endpoints that are sent, by service. Safe for concurrent use.</summary>
internal sealed class EndpointShards
{
    private readonly ConcurrentDictionary<ServiceKey, IReadOnlyList<ServiceEndpoint>> _endpoints = [];

    /// <summary>All services with their endpoints.</summary>
    public IReadOnlyDictionary<ServiceKey, IReadOnlyList<ServiceEndpoint>> All => _endpoints;

    public IReadOnlyList<ServiceEndpoint> Of(ServiceKey service) => _endpoints.GetValueOrDefault(service, []);

    /// <summary>
    /// Keeps the endpoints of a service. A service that never had any is not kept while it has none, and a service that
    /// has none any more is: as in 1.6, its next endpoint is no news.
    /// </summary>
    public ShardChange Update(ServiceKey service, IReadOnlyList<ServiceEndpoint> endpoints)
    {
        var isKnown = _endpoints.TryGetValue(service, out var before);
        if (endpoints.Count == 0 && !isKnown)
        {
            return ShardChange.Nothing;
        }

        _endpoints[service] = endpoints;
        var isNew = !isKnown || (endpoints.Count > 0 && !Accounts(before!).SetEquals(Accounts(endpoints)));
        return isNew ? ShardChange.Service : ShardChange.Endpoints;
    }

    public void Delete(ServiceKey service) => _endpoints.TryRemove(service, out _);

    private static HashSet<string> Accounts(IReadOnlyList<ServiceEndpoint> endpoints) =>
        endpoints.Select(e => e.ServiceAccount).Where(a => a.Length > 0).ToHashSet(StringComparer.Ordinal);
}
