namespace IstioRegressions.Bisection;

/// <summary>Which change of a line of releases is looked for.</summary>
public enum ReleaseChange
{
    /// <summary>From good to bad: the first bad release.</summary>
    FirstBad,

    /// <summary>From bad to good: the first fixed release.</summary>
    FirstFixed,
}
