using System.Collections.Concurrent;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot;

/// <content>What each defect replaces.</content>
internal sealed partial record Behaviour
{
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

        if (defects.Contains(Meshes.ReferenceDefects.EntryEditForgetsWorkloads))
        {
            behaviour = behaviour with { IsRemade = _ => false };
        }

        return behaviour.WithDeletionDefects(defects).WithComparisonDefects(defects).WithDnsAndGatewayDefects(defects).WithRouteDefects(defects).WithProxyDefects(defects).WithStreamDefects(defects);
    }

    private Behaviour WithDeletionDefects(IReadOnlySet<string> defects)
    {
        var goesWith = GoesWith;
        if (defects.Contains(Meshes.ReferenceDefects.DeletionKeepsSharedHost))
        {
            var less = goesWith;
            goesWith = (deleted, other) => !deleted.IsListed && less(deleted, other);
        }

        if (defects.Contains(Meshes.ReferenceDefects.DeletionEmptiesSharedHost))
        {
            var more = goesWith;
            goesWith = (deleted, other) => more(deleted, other) || (deleted.IsListed && other.IsListed);
        }

        if (defects.Contains(Meshes.ReferenceDefects.WorkloadKeyWithoutEntry))
        {
            var more = goesWith;
            goesWith = (deleted, other) => more(deleted, other) || (!deleted.IsListed && other.Object == deleted.Object);
        }

        return this with { GoesWith = goesWith };
    }

    private Behaviour WithComparisonDefects(IReadOnlySet<string> defects)
    {
        var isNews = IsNews;
        if (defects.Contains(Meshes.ReferenceDefects.WorkloadComparisonIgnoresPorts))
        {
            var news = isNews;
            isNews = change => news(change) && !(change is { Old.Spec: WorkloadEntrySpec old, New.Spec: WorkloadEntrySpec current }
                && (old with { Ports = current.Ports }).Equals(current));
        }

        if (defects.Contains(Meshes.ReferenceDefects.EntryComparisonIgnoresTargetPort))
        {
            var news = isNews;
            isNews = change => news(change) && !(change is { Old.Spec: ServiceEntrySpec old, New.Spec: ServiceEntrySpec current }
                && (old with { Ports = Untargeted(old) }).Equals(current with { Ports = Untargeted(current) }));
        }

        return this with { IsNews = isNews };
    }

    private static Items<PortSpec> Untargeted(ServiceEntrySpec entry) => [.. entry.Ports.Select(p => p with { TargetPort = 0 })];

    private Behaviour WithDnsAndGatewayDefects(IReadOnlySet<string> defects)
    {
        var behaviour = this;
        if (defects.Contains(Meshes.ReferenceDefects.HostBesideSelected))
        {
            behaviour = behaviour with { IsItsOwnEndpoint = entry => entry is { Resolution: Resolution.Dns, Endpoints.Count: 0 } };
        }

        if (defects.Contains(Meshes.ReferenceDefects.DnsEndpointsOutsideClusters))
        {
            behaviour = behaviour with { NeedsNewClusters = SelectsOthers };
        }

        if (defects.Contains(Meshes.ReferenceDefects.DnsPortsOfLastEntry))
        {
            behaviour = behaviour with { JoinPorts = (_, own) => own };
        }

        if (defects.Contains(Meshes.ReferenceDefects.GatewayChangeKeepsScope))
        {
            behaviour = behaviour with { RenewsScope = (proxy, changed) => !(proxy.IsRouter && changed.Any(key => key.Kind == nameof(ConfigKind.Gateway))) };
        }

        return behaviour;
    }

    private Behaviour WithRouteDefects(IReadOnlySet<string> defects)
    {
        var behaviour = this;
        if (defects.Contains(Meshes.ReferenceDefects.FaultOnEveryRoute))
        {
            behaviour = behaviour with { HttpFaultOf = (virtualService, _) => virtualService.Http.Select(r => r.Fault).FirstOrDefault(f => f is not null) };
        }

        if (defects.Contains(Meshes.ReferenceDefects.AbortPercentForgotten))
        {
            var met = behaviour.HttpFaultOf;
            behaviour = behaviour with { HttpFaultOf = (virtualService, route) => met(virtualService, route) is { IsAbortWhole: true } fault ? fault with { AbortPercent = 0 } : met(virtualService, route) };
        }

        if (defects.Contains(Meshes.ReferenceDefects.TcpFaultIgnored))
        {
            behaviour = behaviour with { TcpFaultOf = _ => null };
        }

        if (defects.Contains(Meshes.ReferenceDefects.RoutesInOrder))
        {
            behaviour = behaviour with { MergeRoutes = RoutesOf.InOrder };
        }

        if (defects.Contains(Meshes.ReferenceDefects.SecondVirtualServiceDropped))
        {
            behaviour = behaviour with { MergeRoutes = RoutesOf.First };
        }

        if (defects.Contains(Meshes.ReferenceDefects.TcpNeedsAddress))
        {
            behaviour = behaviour with { HasTcpListener = service => service.Address != Service.Unspecified };
        }

        if (defects.Contains(Meshes.ReferenceDefects.GatewayPortTakenSilently))
        {
            behaviour = behaviour with { PortConflicts = _ => [] };
        }

        if (defects.Contains(Meshes.ReferenceDefects.RouteWithoutGatewayAccepted))
        {
            behaviour = behaviour with { RouteConflicts = _ => [] };
        }

        if (defects.Contains(Meshes.ReferenceDefects.PolicyConflictAccepted))
        {
            behaviour = behaviour with { PolicyConflicts = _ => [] };
        }

        return behaviour;
    }

    private Behaviour WithProxyDefects(IReadOnlySet<string> defects)
    {
        var behaviour = this;
        if (defects.Contains(Meshes.ReferenceDefects.HttpPortsTakeHttpAlone))
        {
            behaviour = behaviour with { TakesTcp = protocol => !protocol.IsHttp };
        }

        behaviour = behaviour with
        {
            TakesPlainProbes = !defects.Contains(Meshes.ReferenceDefects.PlainProbesRefused),
            ListensForPods = !defects.Contains(Meshes.ReferenceDefects.PodsShareOneListener),
        };
        if (defects.Contains(Meshes.ReferenceDefects.SentCountsAsAcknowledged))
        {
            behaviour = behaviour with { NonceAcknowledged = subscription => subscription.NonceSent };
        }

        if (defects.Contains(Meshes.ReferenceDefects.ScopeKeptForNode))
        {
            var kept = new ConcurrentDictionary<string, SidecarScope>(StringComparer.Ordinal);
            behaviour = behaviour with { FirstScope = (context, proxy) => kept.GetOrAdd(proxy.NodeId, _ => context.Scopes.Of(proxy.Namespace)) };
        }

        if (defects.Contains(Meshes.ReferenceDefects.OneProxyVersionServed))
        {
            behaviour = behaviour with
            {
                Refusal = (proxy, others) => others.FirstOrDefault(o => o.IstioVersion != proxy.IstioVersion) is { } other
                    ? $"{proxy.Id} is of version {proxy.IstioVersion}, and {other.IstioVersion} is served"
                    : null,
            };
        }

        return behaviour with { ServesWhatIsThere = !defects.Contains(Meshes.ReferenceDefects.StartForgetsConfiguration) };
    }

    private Behaviour WithStreamDefects(IReadOnlySet<string> defects)
    {
        var behaviour = this;
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

    /// <summary>A selector decides on all endpoints.</summary>
    private static bool SelectsOthers(ServiceEntrySpec old, ServiceEntrySpec current) => !Equals(old.Selector, current.Selector);
}
