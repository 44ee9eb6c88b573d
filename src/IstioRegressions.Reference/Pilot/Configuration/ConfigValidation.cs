using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>What Istio 1.6 refuses in an object.</summary>
internal static class ConfigValidation
{
    /// <summary>Everything that is wrong with an object; nothing where it is valid.</summary>
    public static IEnumerable<string> ProblemsOf(ConfigObject config) => config.Spec switch
    {
        DestinationRuleSpec rule => DestinationRuleValidation.ProblemsOf(rule),
        WorkloadEntrySpec { Address: "" } => ["the address is missing"],
        ServiceEntrySpec entry => OfSelector(entry).Concat(OfHosts(entry)).Concat(OfAddresses(entry)).Concat(OfPorts(entry)).Concat(EndpointValidation.ProblemsOf(entry)),
        GatewaySpec gateway => OfGateway(gateway),
        VirtualServiceSpec virtualService => VirtualServiceValidation.ProblemsOf(virtualService),
        _ => [],
    };

    private static IEnumerable<string> OfGateway(GatewaySpec gateway)
    {
        if (gateway.Servers.Count == 0)
        {
            yield return "there must be at least one server";
        }

        foreach (var name in gateway.Servers.GroupBy(s => s.Port.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"the port name {name.Key} is used {name.Count()} times";
        }

        foreach (var (port, hosts) in gateway.Servers)
        {
            if (port.Name.Length == 0 || !Names.IsPort(port.Number))
            {
                yield return $"the server's port {port.Number} '{port.Name}' needs a name, and a number in 1..65535";
            }

            if (!(ProtocolNames.Parse(port.Protocol) is var protocol && (protocol.IsHttp || protocol == Protocol.Tcp)))
            {
                yield return $"the server's protocol '{port.Protocol}' is not served by this pilot, only plaintext HTTP and TCP are";
            }

            if (hosts.Count == 0)
            {
                yield return $"the server of port {port.Number} must have at least one host";
            }
        }
    }

    private static IEnumerable<string> OfSelector(ServiceEntrySpec entry)
    {
        if (entry.Selector is not { } selector)
        {
            yield break;
        }

        if (entry.Endpoints.Count > 0)
        {
            yield return "workloadSelector and endpoints exclude each other";
        }

        foreach (var (key, value) in selector.Entries.Where(e => e.Key.Length == 0 || e.Key.Contains('*') || e.Value.Contains('*')))
        {
            yield return $"the workloadSelector has {key}={value}; keys may not be empty, and wildcards are not supported";
        }
    }

    private static IEnumerable<string> OfHosts(ServiceEntrySpec entry)
    {
        if (entry.Hosts.Count == 0)
        {
            yield return "there must be at least one host";
        }

        foreach (var host in entry.Hosts)
        {
            if (host == "*" || Names.ProblemOfHost(host, allowWildcard: true) is not null)
            {
                yield return host == "*" ? "the host * is not allowed" : Names.ProblemOfHost(host, allowWildcard: true)!;
            }
            else if (entry is { Resolution: Resolution.Dns, Endpoints.Count: 0 } && Names.ProblemOfHost(host, allowWildcard: false) is { } problem)
            {
                yield return $"{problem} (resolution DNS without endpoints needs full host names)";
            }
        }

        if (entry.Resolution != Resolution.None && entry.Hosts.Count > 1
            && entry.Ports.Select(p => ProtocolNames.Parse(p.Protocol)).Any(p => !p.IsHttp && !p.IsTls))
        {
            yield return "several hosts need HTTP or TLS ports, or resolution NONE: plain TCP cannot tell hosts apart";
        }

        if (entry.ExportTo.Count > 1 || entry.ExportTo.Any(e => e is not ("." or "*")))
        {
            yield return $"exportTo is {string.Join(", ", entry.ExportTo)}; it may be . or * alone";
        }
    }

    private static IEnumerable<string> OfAddresses(ServiceEntrySpec entry)
    {
        foreach (var address in entry.Addresses.Where(a => !Names.IsAddress(a) && !Names.IsCidr(a)))
        {
            yield return $"the address {address} is neither an IP address nor a CIDR block";
        }

        if (entry.Resolution == Resolution.Dns && entry.Addresses.Any(a => a.Contains('/')))
        {
            yield return "CIDR addresses need resolution NONE or STATIC";
        }
    }

    private static IEnumerable<string> OfPorts(ServiceEntrySpec entry)
    {
        foreach (var name in entry.Ports.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"the port name {name.Key} is used {name.Count()} times";
        }

        foreach (var number in entry.Ports.GroupBy(p => p.Number).Where(g => g.Count() > 1))
        {
            yield return $"the port {number.Key} is used {number.Count()} times";
        }

        foreach (var port in entry.Ports)
        {
            if (!Names.IsLabel(port.Name))
            {
                yield return $"the port name '{port.Name}' is not valid: letters, digits and inner hyphens";
            }

            if (!Names.IsPort(port.Number))
            {
                yield return $"the port {port.Number} is not in 1..65535";
            }

            if (port.TargetPort != 0 && !Names.IsPort(port.TargetPort))
            {
                yield return $"the targetPort {port.TargetPort} is not in 1..65535";
            }

            if (port.Protocol.Length > 0 && ProtocolNames.Parse(port.Protocol) == Protocol.Unknown)
            {
                yield return $"the protocol {port.Protocol} is none of {string.Join(", ", ProtocolNames.All)}";
            }
        }
    }
}
