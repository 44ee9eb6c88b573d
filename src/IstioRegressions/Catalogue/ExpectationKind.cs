namespace IstioRegressions.Catalogue;

/// <summary>Whether a version is expected to show a regression.</summary>
public enum ExpectationKind
{
    /// <summary>The catalogue lists the version in neither list: the verdict is recorded and not judged.</summary>
    None,

    /// <summary>The regression is expected to be reproduced.</summary>
    Affected,

    /// <summary>The regression is expected to be absent.</summary>
    Unaffected,
}
