namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>A push that is wanted.</summary>
/// <param name="Full">Whether everything is sent, or endpoints alone.</param>
/// <param name="Changed">What changed; nothing means that anything may have.</param>
/// <param name="Start">When it was asked for, a timestamp of the pilot's clock.</param>
internal sealed record PushRequest(bool Full, IReadOnlySet<ConfigKey> Changed, long Start)
{
    /// <summary>One push in place of two: full if either is, about all that either is about.</summary>
    public PushRequest Merge(PushRequest later) => new(
        Full || later.Full,
        Changed.Count == 0 || later.Changed.Count == 0 ? new HashSet<ConfigKey>() : Changed.Union(later.Changed).ToHashSet(),
        Start);
}
