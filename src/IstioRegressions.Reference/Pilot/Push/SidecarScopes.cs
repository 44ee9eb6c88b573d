using System.Collections.Concurrent;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>The sidecar scopes of one state of the mesh. Safe for concurrent use.</summary>
internal sealed class SidecarScopes
{
    private readonly Func<string, string, ScopeKey> _scopeOf;
    private readonly ConcurrentDictionary<ScopeKey, SidecarScope> _scopes = [];
    private readonly ConcurrentDictionary<string, SidecarScope> _first = new(StringComparer.Ordinal);
    private readonly List<Service> _public;
    private readonly ILookup<string, Service> _private;

    public SidecarScopes(IReadOnlyList<Service> services, Func<string, string, ScopeKey> scopeOf)
    {
        _scopeOf = scopeOf;
        _public = [.. services.Where(s => !s.IsPrivate)];
        _private = services.Where(s => s.IsPrivate).ToLookup(s => s.Key.Namespace, StringComparer.Ordinal);
        foreach (var inNamespace in services.GroupBy(s => s.Key.Namespace, StringComparer.Ordinal))
        {
            var visible = VisibleIn(inNamespace.Key);
            foreach (var service in inNamespace)
            {
                var scope = _scopes.GetOrAdd(scopeOf(inNamespace.Key, service.Host), _ => new SidecarScope(visible));
                _first.TryAdd(inNamespace.Key, scope);
            }
        }
    }

    /// <summary>The scope of the sidecars of a namespace.</summary>
    public SidecarScope Of(string proxyNamespace) => _first.GetOrAdd(proxyNamespace, ns => new SidecarScope(VisibleIn(ns)));

    /// <summary>Whether a change of this configuration concerns the sidecars of a namespace.</summary>
    public bool DependsOn(string proxyNamespace, ConfigKey key) =>
        (_scopes.TryGetValue(_scopeOf(proxyNamespace, key.Name), out var scope) ? scope : Of(proxyNamespace)).DependsOn(key);

    /// <summary>The services that a namespace sees in this state of the mesh.</summary>
    public IReadOnlyList<Service> VisibleIn(string proxyNamespace) => [.. _private[proxyNamespace], .. _public];
}
