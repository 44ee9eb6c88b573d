namespace IstioRegressions.Meshes;

/// <summary>Whether a control plane that exits is started again.</summary>
/// <param name="Restarts">False: an exit is final.</param>
/// <param name="Scale">What kubelet's waits (10 s, doubling to 5 min, reset after 10 min of running) are multiplied by.</param>
/// <param name="IsOnDemand">True: not before it is asked for.</param>
public sealed record RestartPolicy(bool Restarts, double Scale = 1, bool IsOnDemand = false)
{
    /// <summary>An exit is final.</summary>
    public static RestartPolicy Never { get; } = new(Restarts: false);

    /// <summary>Stays down until a scenario starts it again: an outage.</summary>
    public static RestartPolicy OnDemand { get; } = new(Restarts: true, IsOnDemand: true);

    /// <summary>Restarts as kubelet does, its waits multiplied by <paramref name="scale"/>.</summary>
    public static RestartPolicy AsKubelet(double scale = 1) => new(Restarts: true, scale);
}
