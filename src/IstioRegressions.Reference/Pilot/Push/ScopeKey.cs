namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>What sidecar scopes are kept by: a namespace; a host only where scopes are kept by host.</summary>
internal sealed record ScopeKey(string Namespace, string? Host);
