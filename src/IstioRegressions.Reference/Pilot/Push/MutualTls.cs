using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>Who takes mutual TLS alone in one state of the mesh. There are no certificates: it is said, and not done.</summary>
internal sealed class MutualTls(IReadOnlyList<ConfigObject> objects)
{
    private readonly HashSet<string> _strict =
        [.. objects.Where(o => o.Spec is PeerAuthenticationSpec { IsStrict: true }).Select(o => o.Namespace)];

    /// <summary>Whether the workloads of a namespace take nothing else.</summary>
    public bool IsDemandedIn(string ns) => _strict.Contains(ns);
}
