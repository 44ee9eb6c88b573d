namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>A host name in a namespace: what endpoints are kept by.</summary>
internal sealed record ServiceKey(string Host, string Namespace);
