using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Serving;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>
/// Resources as they are sent. Sidecars of one scope and domain that serve nothing themselves are sent the same, which is
/// generated once for all of them until something changes: thousands that connect would otherwise be waited for.
/// </summary>
internal sealed class EncodedResources(ResourceGenerator generator, Pusher pusher)
{
    private volatile Generated _generated = new(-1, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>What <see cref="ResourceGenerator.Generate"/> makes.</summary>
    public IReadOnlyList<Any> Of(ServedSubscription subscription, Proxy proxy, SidecarScope scope, IReadOnlySet<string>? hosts)
    {
        var generated = Current();
        if (proxy.IsRouter || hosts is not null || generated.Workloads.Overlaps(proxy.Addresses))
        {
            return Encode(subscription, proxy, scope, hosts);
        }

        var key = new Key(scope, subscription.TypeUrl, proxy.Domain, string.Join('\n', subscription.Names));
        return generated.Resources.GetOrAdd(key, _ => Encode(subscription, proxy, scope, hosts: null));
    }

    private Generated Current()
    {
        // Read before anything is generated: what a change overtakes is kept under the number that is over.
        var changes = pusher.Changes;
        var generated = _generated;
        if (generated.Changes != changes)
        {
            _generated = generated = new Generated(changes, pusher.Registry.WorkloadAddresses());
        }

        return generated;
    }

    private List<Any> Encode(ServedSubscription subscription, Proxy proxy, SidecarScope scope, IReadOnlySet<string>? hosts) =>
    [
        .. generator.Generate(subscription, proxy, scope, hosts)
            .Select(resource => new Any { TypeUrl = subscription.TypeUrl, Value = resource.ToByteString() }),
    ];

    private sealed record Generated(long Changes, IReadOnlySet<string> Workloads)
    {
        public ConcurrentDictionary<Key, List<Any>> Resources { get; } = [];
    }

    private sealed record Key(SidecarScope Scope, string TypeUrl, string Domain, string Names);
}
