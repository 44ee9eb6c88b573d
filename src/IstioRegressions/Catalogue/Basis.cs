namespace IstioRegressions.Catalogue;

/// <summary>What a range of the catalogue rests on, the strongest first.</summary>
public enum Basis
{
    /// <summary>Read in the history of istio/istio at the tags.</summary>
    Git,

    /// <summary>Measured on real pilots; docs/evidence has the runs.</summary>
    Measured,

    /// <summary>Said by a public report or an upstream issue.</summary>
    Reported,

    /// <summary>Concluded from the others, not run.</summary>
    Inferred,
}
