namespace IstioRegressions.Reference.App;

/// <summary>What the application does on SIGTERM.</summary>
internal enum AppStop
{
    /// <summary>Ends at once and breaks its connections off, as nginx does.</summary>
    Exit,

    /// <summary>Accepts no more, answers what was asked, and ends then.</summary>
    Drain,

    /// <summary>Goes on until it is killed.</summary>
    Ignore,
}
