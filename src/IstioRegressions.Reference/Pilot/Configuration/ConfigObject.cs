namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>One accepted document: equal to another when everything that was written is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Namespace">metadata.namespace; empty where the file gives none.</param>
/// <param name="Name">metadata.name.</param>
/// <param name="CreationTimestamp">metadata.creationTimestamp; null where the file gives none.</param>
/// <param name="Labels">metadata.labels.</param>
/// <param name="Annotations">metadata.annotations.</param>
/// <param name="Spec">A <see cref="ServiceEntrySpec"/>, a <see cref="WorkloadEntrySpec"/>, a <see cref="GatewaySpec"/>, a <see cref="VirtualServiceSpec"/>, a <see cref="DestinationRuleSpec"/> or a <see cref="PeerAuthenticationSpec"/>.</param>
internal sealed record ConfigObject(
    ConfigKind Kind,
    string Namespace,
    string Name,
    DateTimeOffset? CreationTimestamp,
    Map<string> Labels,
    Map<string> Annotations,
    object Spec)
{
    public ServiceEntrySpec ServiceEntry => (ServiceEntrySpec)Spec;

    public WorkloadEntrySpec WorkloadEntry => (WorkloadEntrySpec)Spec;

    public GatewaySpec Gateway => (GatewaySpec)Spec;

    public VirtualServiceSpec VirtualService => (VirtualServiceSpec)Spec;

    public DestinationRuleSpec DestinationRule => (DestinationRuleSpec)Spec;

    /// <summary>The whole host that a short one means in its namespace.</summary>
    public string WholeHost(string host) => host.Contains('.') || host == "*" ? host : $"{host}.{Namespace}";

    /// <summary>KIND/NAMESPACE/NAME: objects are applied in the order of this.</summary>
    public string Key { get; } = $"{Kind}/{Namespace}/{Name}";

    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
