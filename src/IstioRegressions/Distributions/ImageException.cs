namespace IstioRegressions.Distributions;

/// <summary>
/// An image, or what was asked of it, cannot be had: not locked, not found, not what was pinned, unreadable, or its
/// registry does not answer. The message names the image, the value that is wrong, and the way out.
/// </summary>
/// <param name="message">What a person should read.</param>
/// <param name="inner">What led to it.</param>
public sealed class ImageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether its registry did not answer as it should, however often it was asked: nothing else would fare better now.</summary>
    public bool MayPass => InnerException is TransientException or ImageException { MayPass: true };

    /// <summary>Whether its source says that there is no such thing: status 404.</summary>
    internal bool IsMissing { get; init; }
}
