namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>What Istio 1.6 refuses in a DestinationRule.</summary>
internal static class DestinationRuleValidation
{
    /// <summary>Everything that is wrong with it; nothing where it is valid.</summary>
    public static IEnumerable<string> ProblemsOf(DestinationRuleSpec spec)
    {
        if (spec.Host.Length == 0)
        {
            yield return "the host is missing";
        }
        else if (spec.Host != "*" && Names.ProblemOfHost(spec.Host, allowWildcard: true) is { } problem)
        {
            yield return problem;
        }

        foreach (var subset in spec.Subsets)
        {
            if (!Names.IsLabel(subset.Name))
            {
                yield return $"the subset name '{subset.Name}' is not valid: letters, digits and inner hyphens";
            }

            foreach (var (key, value) in subset.Labels.Entries.Where(l => !Names.IsLabelKey(l.Key) || !Names.IsLabelValue(l.Value)))
            {
                yield return $"the subset {subset.Name} has an invalid label {key}={value}";
            }
        }
    }
}
