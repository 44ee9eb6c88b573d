namespace IstioRegressions.Load;

/// <summary>How much <see cref="EndpointChurn"/> there is.</summary>
/// <param name="Workers">How many Envoys there are at a time.</param>
/// <param name="Streams">How many streams are answered in all.</param>
public sealed record EndpointChurnLoad(int Workers = 50, int Streams = 5000)
{
    /// <summary>How many streams each of them opens, one for a cluster, and drops when it leaves.</summary>
    public int StreamsEach { get; init; } = 4;

    /// <summary>How many HTTP/2 connections the workers share.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>How often the configuration is edited at least.</summary>
    public int Edits { get; init; } = 3;

    /// <summary>
    /// Whether a control plane that has the regression is known not to survive this: pilot 0.7.1 has not in any run, see
    /// docs/evidence. With one stream each, in place of four that are dropped at once, it did survive 5000 of them.
    /// </summary>
    public bool IsKnownToKill => Workers >= 50 && StreamsEach >= 4 && Streams >= 5000 && Edits >= 3;
}
