namespace IstioRegressions.Xds;

/// <summary>
/// An observer waited until its deadline (<see cref="ObserverOptions.WaitLimit"/>); the message says what was expected,
/// for how long, what was last seen and how the connection is.
/// </summary>
public sealed class ObservationTimeoutException(string message) : XdsException(message);
