namespace IstioRegressions.Load.Traffic;

/// <summary>Why a request failed.</summary>
public enum FailureCause
{
    /// <summary>Nobody listens: the connection was refused.</summary>
    Refused,

    /// <summary>The other side reset the connection.</summary>
    Reset,

    /// <summary>The other side closed the connection before the whole answer was there.</summary>
    ClosedEarly,

    /// <summary>No whole answer came in time.</summary>
    Timeout,

    /// <summary>The answer has a status of 400 or above.</summary>
    Status,

    /// <summary>What came is no HTTP/1.1.</summary>
    Garbled,

    /// <summary>No connection could be tried: no way there, or no local port left.</summary>
    Unreachable,
}
