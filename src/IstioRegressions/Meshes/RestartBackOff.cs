namespace IstioRegressions.Meshes;

/// <summary>
/// How long kubelet waits before it starts a container again: nothing at first, then 10 s, doubling to 5 min, and as at
/// first after a run of 10 min (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy).
/// </summary>
/// <param name="scale">What these durations are multiplied by.</param>
internal sealed class RestartBackOff(double scale)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(10);

    private TimeSpan _next;

    /// <summary>The wait after a process that ran for so long.</summary>
    public TimeSpan After(TimeSpan ran)
    {
        if (ran >= Stable * scale)
        {
            _next = TimeSpan.Zero;
        }

        var wait = _next;
        _next = wait == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min((wait * 2).Ticks, Longest.Ticks));
        return wait * scale;
    }
}
