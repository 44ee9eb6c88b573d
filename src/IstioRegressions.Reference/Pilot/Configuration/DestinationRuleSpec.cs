namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The spec of a DestinationRule, as far as mutual TLS and subsets go.</summary>
/// <param name="Host">The host that it is for, whole or short for one of the same namespace; with a wildcard for several.</param>
/// <param name="IsMutual">Whether clients speak mutual TLS (ISTIO_MUTUAL) or send plain text (DISABLE); null where the rule says nothing of it.</param>
/// <param name="Subsets">Its subsets.</param>
internal sealed record DestinationRuleSpec(string Host, bool? IsMutual, Items<SubsetSpec> Subsets);
