namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>What Istio 1.6 refuses in a VirtualService.</summary>
internal static class VirtualServiceValidation
{
    private const int AllWeights = 100;

    // What an Envoy can answer with; 1.6 takes any 3xx, and then sends a route that does nothing.
    private static readonly int[] RedirectCodes = [0, 301, 302, 303, 307, 308];

    /// <summary>Everything that is wrong with it; nothing where it is valid.</summary>
    public static IEnumerable<string> ProblemsOf(VirtualServiceSpec spec)
    {
        if (spec.Hosts.Count == 0)
        {
            yield return "there must be at least one host";
        }

        foreach (var problem in spec.Hosts.Where(h => h != "*").Select(h => Names.ProblemOfHost(h, allowWildcard: true)).OfType<string>())
        {
            yield return problem;
        }

        if (spec.Http.Count + spec.Tcp.Count == 0)
        {
            yield return "there must be an HTTP or a TCP route";
        }

        foreach (var problem in spec.Http.SelectMany(r => r.Redirect is null ? OfRoute(r.Destinations, r.Fault) : OfRedirect(r, r.Redirect)).Concat(spec.Tcp.SelectMany(r => OfRoute(r.Destinations, r.Fault))))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfRedirect(HttpRouteSpec route, RedirectSpec redirect)
    {
        if (route.Destinations.Count > 0 || route.Fault is not null)
        {
            yield return $"a route with a redirect may have no {(route.Destinations.Count > 0 ? "destination" : "fault")}";
        }

        if (redirect.Uri.Length + redirect.Authority.Length == 0)
        {
            yield return "a redirect must have a uri or an authority";
        }

        if (!RedirectCodes.Contains(redirect.Code))
        {
            yield return $"the redirectCode {redirect.Code} is none of 301, 302, 303, 307, 308";
        }
    }

    private static IEnumerable<string> OfRoute(Items<DestinationSpec> destinations, FaultSpec? fault)
    {
        if (destinations.Count == 0)
        {
            yield return "a route must have a destination";
        }

        if (destinations.Count > 1 && destinations.Sum(d => d.Weight) is var sum && sum != AllWeights)
        {
            yield return $"the weights of a route must add up to {AllWeights}, and are {sum}";
        }

        foreach (var destination in destinations)
        {
            if (Names.ProblemOfHost(destination.Host, allowWildcard: false) is { } problem)
            {
                yield return problem;
            }

            if (destination.Subset.Length > 0 && !Names.IsLabel(destination.Subset))
            {
                yield return $"the subset name '{destination.Subset}' is not valid: letters, digits and inner hyphens";
            }

            if (destination.Port != 0 && !Names.IsPort(destination.Port))
            {
                yield return $"the destination's port {destination.Port} is not in 1..65535";
            }
        }

        if (fault is { AbortStatus: not 0 and (< 200 or > 599) })
        {
            yield return $"the fault's status {fault.AbortStatus} is not in 200..599";
        }

        if (fault is { AbortPercent: < 0 or > 100 } or { DelayPercent: < 0 or > 100 })
        {
            yield return "a fault's percentage is not in 0..100";
        }
    }
}
