namespace IstioRegressions.Load;

/// <summary>A time without an answer.</summary>
/// <param name="From">The first failure.</param>
/// <param name="To">The first answer after it; null where there was none.</param>
public sealed record Outage(DateTimeOffset From, DateTimeOffset? To);
