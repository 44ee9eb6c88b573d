namespace IstioRegressions.Reference.DataPlane;

/// <summary>What the proxy does on SIGTERM.</summary>
internal enum DrainMode
{
    /// <summary>Ends at once, and breaks off what it carries.</summary>
    Exit,

    /// <summary>Refuses new connections at once, and ends when the drain time is over.</summary>
    Refuse,

    /// <summary>Goes on accepting and asks its clients to leave, and ends when the drain time is over.</summary>
    Accept,

    /// <summary>As <see cref="Accept"/>, and after the drain time waits until nobody is connected.</summary>
    ZeroConnections,
}
