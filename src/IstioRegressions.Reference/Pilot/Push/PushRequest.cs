namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>A push that is wanted.</summary>
/// <param name="Full">Whether everything is sent, or endpoints alone.</param>
/// <param name="Changed">What changed; nothing means that anything may have.</param>
/// <param name="Start">When it was asked for, a timestamp of the pilot's clock.</param>
internal sealed record PushRequest(bool Full, IReadOnlySet<ConfigKey> Changed, long Start)
{
    /// <summary>One push in place of several: full if one is, about all that they are about, asked for with the first.</summary>
    public static PushRequest Merge(IReadOnlyList<PushRequest> requests) => new(
        requests.Any(r => r.Full),
        requests.Any(r => r.Changed.Count == 0) ? new HashSet<ConfigKey>() : requests.SelectMany(r => r.Changed).ToHashSet(),
        requests[0].Start);
}
