namespace IstioRegressions.Distributions;

/// <summary>A request failed in a way that may pass.</summary>
/// <param name="message">How.</param>
/// <param name="retryAfter">When the registry wants to be asked again; null where it does not say.</param>
/// <param name="inner">What led to it.</param>
internal sealed class TransientException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
