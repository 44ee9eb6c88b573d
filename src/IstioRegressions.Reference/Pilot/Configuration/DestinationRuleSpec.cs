namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The spec of a DestinationRule, as far as mutual TLS goes.</summary>
/// <param name="Host">The host that it is for.</param>
/// <param name="IsMutual">Whether clients speak mutual TLS (ISTIO_MUTUAL); false where they send plain text (DISABLE).</param>
internal sealed record DestinationRuleSpec(string Host, bool IsMutual);
