using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>What is wrong between objects that are valid each by itself.</summary>
internal static class Conflicts
{
    /// <summary>Servers that want a port for connections which another server of the same routers has already.</summary>
    public static IEnumerable<(ConfigObject Object, string Problem)> OfPorts(IReadOnlyList<ConfigObject> objects)
    {
        var servers = objects.Where(o => o.Kind == ConfigKind.Gateway).SelectMany(o => o.Gateway.Servers.Select(s => (Gateway: o, s.Port))).ToList();
        return
        [
            .. from later in servers.Index()
               from earlier in servers.Take(later.Index)
               where earlier.Port.Number == later.Item.Port.Number && (IsTcp(earlier.Port) || IsTcp(later.Item.Port)) && MaySelectOne(earlier.Gateway, later.Item.Gateway)
               select (later.Item.Gateway, $"its port {later.Item.Port.Number} is taken by {earlier.Gateway} ({earlier.Port.Protocol})"),
        ];
    }

    /// <summary>VirtualServices for Gateways that are not there.</summary>
    public static IEnumerable<(ConfigObject Object, string Problem)> OfRoutes(IReadOnlyList<ConfigObject> objects)
    {
        var there = objects.Where(o => o.Kind == ConfigKind.Gateway).Select(o => $"{o.Namespace}/{o.Name}").ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from virtualService in objects.Where(o => o.Kind == ConfigKind.VirtualService)
               from gateway in virtualService.VirtualService.GatewayKeys(virtualService.Namespace)
               where !there.Contains(gateway)
               select (virtualService, $"there is no Gateway {gateway}, so nothing would serve its routes"),
        ];
    }

    /// <summary>DestinationRules that have clients send plain text to workloads that take mutual TLS alone.</summary>
    public static IEnumerable<(ConfigObject Object, string Problem)> OfPolicies(IReadOnlyList<ConfigObject> objects)
    {
        var strict = objects.Where(o => o.Spec is PeerAuthenticationSpec { IsStrict: true }).ToLookup(o => o.Namespace, StringComparer.Ordinal);
        return
        [
            .. from rule in objects
               where rule.Spec is DestinationRuleSpec { IsMutual: false }
               from entry in objects
               where entry.Spec is ServiceEntrySpec { IsMeshExternal: false } && entry.ServiceEntry.Hosts.Contains(((DestinationRuleSpec)rule.Spec).Host)
               from policy in strict[entry.Namespace]
               select (rule, $"its mode DISABLE has clients send plain text to {((DestinationRuleSpec)rule.Spec).Host}, which by {policy} takes mutual TLS alone"),
        ];
    }

    private static bool IsTcp(PortSpec port) => ProtocolNames.Parse(port.Protocol) == Protocol.Tcp;

    private static bool MaySelectOne(ConfigObject one, ConfigObject other) =>
        one.Gateway.Selector.IsSubsetOf(other.Gateway.Selector) || other.Gateway.Selector.IsSubsetOf(one.Gateway.Selector);
}
