namespace IstioRegressions.Meshes.Workloads;

/// <summary>What happened to the pods of a workload, in order. Safe for concurrent use.</summary>
internal sealed class PodEvents(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<PodEvent> _events = [];

    public IReadOnlyList<PodEvent> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public void Add(string pod, PodEventKind kind, string? detail = null)
    {
        lock (_lock)
        {
            _events.Add(new PodEvent(time.GetUtcNow(), pod, kind, detail));
        }
    }
}
