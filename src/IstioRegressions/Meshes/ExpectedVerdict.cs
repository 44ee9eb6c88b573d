namespace IstioRegressions.Meshes;

/// <summary>Which verdict a test asserts (ISTIO_EXPECT).</summary>
public enum ExpectedVerdict
{
    /// <summary>The one that the catalogue gives the version.</summary>
    Catalogue,

    /// <summary>Reproduced, whatever the catalogue says.</summary>
    Affected,

    /// <summary>Absent, whatever the catalogue says.</summary>
    Unaffected,
}
