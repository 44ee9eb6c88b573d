using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Reference.Pilot.Serving;

namespace IstioRegressions.Reference.Pilot;

/// <summary>The decisions that a defect replaces, each a function; chosen once, when the pilot is made.</summary>
/// <param name="EndpointSent">What an endpoint update sends for an instance.</param>
/// <param name="EntriesTouched">Which selecting entries a change of a WorkloadEntry concerns.</param>
/// <param name="ScopeOf">Which sidecar scope answers, in a proxy's namespace, for a changed service.</param>
/// <param name="ClustersLogged">What is logged of the clusters that streams of endpoints ask for, when one of them is no longer asked for.</param>
/// <param name="StreamTold">How a flush of what proxies poll tells a stream of endpoints.</param>
internal sealed record Behaviour(
    Func<ServiceInstance, ServiceEndpoint> EndpointSent,
    Func<IEnumerable<SelectingEntry>, ConfigChange, IEnumerable<SelectingEntry>> EntriesTouched,
    Func<string, string, ScopeKey> ScopeOf,
    Func<EndpointClusters, IEnumerable<string>> ClustersLogged,
    Func<PushQueue, PushRequest, Task> StreamTold)
{
    /// <summary>Without a defect.</summary>
    public static Behaviour Sound { get; } = new(
        instance => instance.Endpoint,
        (entries, change) => entries.Where(e => e.Selects(change.Old) || e.Selects(change.New)),
        (proxyNamespace, _) => new ScopeKey(proxyNamespace, null),
        _ => [],
        (queue, push) =>
        {
            queue.Enqueue(push);
            return Task.CompletedTask;
        });

    /// <summary>With these defects, each named as in <see cref="Meshes.ReferenceDefects"/>.</summary>
    public static Behaviour With(IReadOnlySet<string> defects)
    {
        var behaviour = Sound;
        if (defects.Contains(Meshes.ReferenceDefects.EndpointPortFromService))
        {
            behaviour = behaviour with { EndpointSent = i => i.Endpoint with { Port = i.Port.Number } };
        }

        if (defects.Contains(Meshes.ReferenceDefects.SelectorForgetsOldLabels))
        {
            behaviour = behaviour with { EntriesTouched = (entries, change) => entries.Where(e => e.Selects(change.Object)) };
        }

        if (defects.Contains(Meshes.ReferenceDefects.SidecarScopePerHost))
        {
            behaviour = behaviour with { ScopeOf = (proxyNamespace, host) => new ScopeKey(proxyNamespace, host) };
        }

        if (defects.Contains(Meshes.ReferenceDefects.EndpointStreamsUnlocked))
        {
            behaviour = behaviour with { ClustersLogged = clusters => clusters.All };
        }

        if (defects.Contains(Meshes.ReferenceDefects.FlushWaitsForReaders))
        {
            behaviour = behaviour with { StreamTold = (queue, push) => queue.EnqueueInTurnAsync(push) };
        }

        return behaviour;
    }
}
