namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>What a listener takes a connection for.</summary>
internal enum TrafficKind
{
    Tcp,
    Http,

    /// <summary>The proxy looks at the first bytes.</summary>
    Auto,
}
