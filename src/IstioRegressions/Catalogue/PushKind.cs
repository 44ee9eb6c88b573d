namespace IstioRegressions.Catalogue;

/// <summary>How a control plane answers the change that a scenario makes.</summary>
public enum PushKind
{
    /// <summary>With endpoints alone: one EDS push more, no CDS push.</summary>
    Endpoints,

    /// <summary>With everything: a CDS push too. It heals what an endpoint push broke.</summary>
    Full,
}
