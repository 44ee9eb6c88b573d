namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>What Istio 1.6 refuses in the endpoints of a ServiceEntry.</summary>
internal static class EndpointValidation
{
    private const string Unix = "unix://";

    /// <summary>Everything that is wrong with its endpoints.</summary>
    public static IEnumerable<string> ProblemsOf(ServiceEntrySpec entry)
    {
        if (entry is { Resolution: Resolution.None, Endpoints.Count: > 0 })
        {
            yield return "resolution NONE allows no endpoints";
            yield break;
        }

        if (entry.Ports.Count != 1 && entry.Endpoints.Any(e => e.Address.StartsWith(Unix, StringComparison.Ordinal)))
        {
            yield return "unix endpoints need exactly one port";
        }

        foreach (var problem in entry.Endpoints.SelectMany(endpoint => ProblemsOf(entry, endpoint)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsOf(ServiceEntrySpec entry, WorkloadEntrySpec endpoint)
    {
        var isUnix = entry.Resolution == Resolution.Static && endpoint.Address.StartsWith(Unix, StringComparison.Ordinal);
        var isAddress = isUnix
            ? endpoint.Address[Unix.Length..] is ['@', ..] or ['/', .., not '/']
            : Names.IsAddress(endpoint.Address)
                || (entry.Resolution == Resolution.Dns && Names.ProblemOfHost(endpoint.Address, allowWildcard: false) is null);
        if (!isAddress)
        {
            yield return $"the endpoint address '{endpoint.Address}' is not valid with resolution {entry.Resolution.ToString().ToUpperInvariant()}";
        }

        foreach (var (name, port) in endpoint.Ports.Entries)
        {
            if (isUnix)
            {
                yield return $"the unix endpoint {endpoint.Address} may have no ports";
            }
            else if (!entry.Ports.Any(p => p.Name == name))
            {
                yield return $"the endpoint {endpoint.Address} has a port {name} ({port}) that the entry has not";
            }
            else if (entry.Resolution == Resolution.Dns && !Names.IsPort(port))
            {
                yield return $"the endpoint {endpoint.Address} has a port {name} ({port}) that is not in 1..65535";
            }
        }

        foreach (var (key, value) in endpoint.Labels.Entries.Where(l => !Names.IsLabelKey(l.Key) || !Names.IsLabelValue(l.Value)))
        {
            yield return $"the endpoint {endpoint.Address} has an invalid label {key}={value}";
        }
    }
}
