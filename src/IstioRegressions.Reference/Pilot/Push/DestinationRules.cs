using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>The DestinationRules of one state of the mesh: which one the clients of a service follow.</summary>
internal sealed class DestinationRules
{
    private const string Root = "istio-system";

    private readonly Dictionary<string, List<DestinationRule>> _byNamespace = new(StringComparer.Ordinal);

    public DestinationRules(IEnumerable<ConfigObject> objects)
    {
        foreach (var config in objects.Where(o => o.Kind == ConfigKind.DestinationRule).OrderBy(o => o.CreationTimestamp).ThenBy(o => o.Key, StringComparer.Ordinal))
        {
            Add(config);
        }
    }

    /// <summary>
    /// The rule that a proxy of a namespace follows where it calls a service: one of its own namespace, else of the
    /// service's, else of the mesh's; of several the one whose host says most. Null where there is none.
    /// </summary>
    public DestinationRule? For(string proxyNamespace, ServiceKey service) =>
        (proxyNamespace == Root ? null : Find(proxyNamespace, service.Host)) ?? Find(service.Namespace, service.Host) ?? Find(Root, service.Host);

    private DestinationRule? Find(string ns, string host) =>
        _byNamespace.GetValueOrDefault(ns)?.Where(rule => rule.IsFor(host)).MaxBy(rule => rule.Host == host ? int.MaxValue : rule.Host.Length);

    private void Add(ConfigObject config)
    {
        if (!_byNamespace.TryGetValue(config.Namespace, out var rules))
        {
            _byNamespace.Add(config.Namespace, rules = []);
        }

        var (spec, host) = (config.DestinationRule, config.WholeHost(config.DestinationRule.Host));
        if (rules.FindIndex(r => r.Host == host) is var known and >= 0)
        {
            rules[known] = rules[known].With(spec);
        }
        else
        {
            rules.Add(new DestinationRule(host, config, spec));
        }
    }
}
