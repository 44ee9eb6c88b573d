namespace IstioRegressions.Xds;

/// <summary>How an observer answers the pushes that arrive from now on.</summary>
public sealed record Acknowledgement
{
    private Acknowledgement()
    {
    }

    /// <summary>As an Envoy that accepts everything: version and nonce are echoed.</summary>
    public static Acknowledgement Acknowledge { get; } = new();

    /// <summary>
    /// As an Envoy that hangs: the push is seen, nothing is answered, and no subscription changes. Only a first
    /// subscription is sent, because it acknowledges nothing.
    /// </summary>
    public static Acknowledgement Silent { get; } = new() { IsSilent = true };

    /// <summary>The reason for a rejection; null where nothing is rejected.</summary>
    public string? Reason { get; private init; }

    internal bool IsSilent { get; private init; }

    /// <summary>
    /// As an Envoy that refuses the configuration: the state stays as it was, and the answer carries the last accepted
    /// version and an error_detail with the reason.
    /// </summary>
    public static Acknowledgement Reject(string reason) => new() { Reason = reason };
}
