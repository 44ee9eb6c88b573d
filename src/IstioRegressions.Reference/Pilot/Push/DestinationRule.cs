using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>What the DestinationRules of one host in one namespace say together.</summary>
/// <param name="Host">The whole host, or a wildcard.</param>
/// <param name="Oldest">The oldest of them.</param>
/// <param name="Spec">What they say: of two subsets with one name, and of two modes of TLS, the older.</param>
internal sealed record DestinationRule(string Host, ConfigObject Oldest, DestinationRuleSpec Spec)
{
    public bool IsFor(string host) =>
        host == Host || (Host.StartsWith('*') && host.EndsWith(Host[1..], StringComparison.Ordinal));

    /// <summary>The labels of the endpoints of a subset; none, which are those of all endpoints, also for one that is not declared.</summary>
    public Map<string> LabelsOf(string subset) => Spec.Subsets.FirstOrDefault(s => s.Name == subset)?.Labels ?? Map<string>.Empty;

    /// <summary>With what a younger rule of the same host adds.</summary>
    public DestinationRule With(DestinationRuleSpec younger) => this with
    {
        Spec = Spec with
        {
            IsMutual = Spec.IsMutual ?? younger.IsMutual,
            Subsets = [.. Spec.Subsets, .. younger.Subsets.Where(added => Spec.Subsets.All(s => s.Name != added.Name))],
        },
    };
}
