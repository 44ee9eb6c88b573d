namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>What an update of endpoints asks for.</summary>
internal enum ShardChange
{
    /// <summary>No push: there was nothing and there is nothing.</summary>
    Nothing,

    /// <summary>An endpoint push.</summary>
    Endpoints,

    /// <summary>A full push: the service had no endpoints before, or its service accounts changed.</summary>
    Service,
}
