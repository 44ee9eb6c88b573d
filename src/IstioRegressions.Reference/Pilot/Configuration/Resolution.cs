namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>How a proxy finds the endpoints of a ServiceEntry.</summary>
internal enum Resolution
{
    None,
    Static,
    Dns,
}
