using System.Collections.Immutable;

namespace IstioRegressions.Routing;

/// <summary>From the clusters that a call may go to, to its outcome.</summary>
internal static class Targets
{
    /// <summary>
    /// The outcome at the clusters: the best end that any with a weight gives, since that is how some of the calls end.
    /// </summary>
    public static Outcome Aim(Outcome outcome, ImmutableArray<Target> targets)
    {
        var best = targets.Where(t => t.Weight > 0).OrderBy(t => t.Kind).ThenByDescending(t => t.Weight).FirstOrDefault();
        if (best is null)
        {
            return outcome with { Kind = OutcomeKind.NoHealthyUpstream, Targets = targets, Reason = "no cluster has a weight" };
        }

        var others = targets.Count(t => t.Weight > 0 && t.Kind != best.Kind);
        var reason = others == 0 ? best.Reason : $"{best.Reason}; {others} of {targets.Length} clusters end otherwise";
        return outcome with { Kind = best.Kind, Targets = targets, Reason = reason };
    }
}
