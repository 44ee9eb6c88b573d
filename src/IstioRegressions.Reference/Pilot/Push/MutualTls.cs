using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>Who speaks mutual TLS in one state of the mesh. There are no certificates: it is said, and not done.</summary>
internal sealed class MutualTls(IReadOnlyList<ConfigObject> objects)
{
    private readonly HashSet<string> _strict =
        [.. objects.Where(o => o.Spec is PeerAuthenticationSpec { IsStrict: true }).Select(o => o.Namespace)];

    private readonly HashSet<string> _mutual = [.. objects.Select(o => o.Spec).OfType<DestinationRuleSpec>().Where(r => r.IsMutual).Select(r => r.Host)];

    /// <summary>Whether the workloads of a namespace take nothing else.</summary>
    public bool IsDemandedIn(string ns) => _strict.Contains(ns);

    /// <summary>Whether the clients of a host speak it.</summary>
    public bool IsSpokenTo(string host) => _mutual.Contains(host);
}
