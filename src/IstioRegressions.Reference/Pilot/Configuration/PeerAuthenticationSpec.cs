namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The spec of a PeerAuthentication, which is for all workloads of its namespace.</summary>
/// <param name="IsStrict">Whether they take mutual TLS alone (STRICT), or plain text too (PERMISSIVE).</param>
internal sealed record PeerAuthenticationSpec(bool IsStrict);
