using static IstioRegressions.Reference.Pilot.Configuration.Fields;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Turns the specs of policies into them; what this pilot does not serve is refused, not left out.</summary>
internal static class PolicyDocuments
{
    /// <exception cref="InvalidConfigurationException">A field has the wrong form, or is not served.</exception>
    public static DestinationRuleSpec DestinationRule(YamlNode spec)
    {
        Only(spec, "the DestinationRule", "host", "trafficPolicy", "subsets");
        var policy = spec["trafficPolicy"] ?? NoFields(spec);
        Only(policy, "trafficPolicy", "tls");
        var tls = policy["tls"];
        Only(tls ?? NoFields(policy), "tls", "mode");
        return new DestinationRuleSpec(
            Text(spec, "host"),
            tls is null ? null : OneOf(tls, "mode", "DISABLE", "ISTIO_MUTUAL") == 1,
            [.. List(spec, "subsets").Select(Subset)]);
    }

    private static SubsetSpec Subset(YamlNode subset)
    {
        Only(subset, "the subset", "name", "labels");
        return new SubsetSpec(Text(subset, "name"), TextMap(subset, "labels"));
    }

    /// <exception cref="InvalidConfigurationException">A field has the wrong form, or is not served.</exception>
    public static PeerAuthenticationSpec PeerAuthentication(YamlNode spec)
    {
        Only(spec, "the PeerAuthentication", "mtls");
        var mtls = spec["mtls"] ?? NoFields(spec);
        Only(mtls, "mtls", "mode");
        return new PeerAuthenticationSpec(OneOf(mtls, "mode", "PERMISSIVE", "STRICT") == 1);
    }
}
