namespace IstioRegressions.Routing;

/// <summary>
/// The fault that a request meets on its way
/// (https://www.envoyproxy.io/docs/envoy/v1.14.4/api-v2/config/filter/http/fault/v2/fault.proto).
/// </summary>
/// <param name="AbortStatus">The status that it is answered with; null without an abort.</param>
/// <param name="AbortPercent">How many of a hundred requests are.</param>
/// <param name="Delay">How long it is held; null without a delay.</param>
/// <param name="DelayPercent">How many of a hundred requests are.</param>
public sealed record Fault(int? AbortStatus, double AbortPercent, TimeSpan? Delay, double DelayPercent)
{
    /// <summary>For example <c>abort 503 for 100 %, delay 7 s for 50 %</c>.</summary>
    public override string ToString() => string.Join(", ", ((string?[])
    [
        AbortStatus is { } status ? $"abort {status} for {AbortPercent} %" : null,
        Delay is { } delay ? $"delay {delay.TotalSeconds} s for {DelayPercent} %" : null,
    ]).OfType<string>());
}
