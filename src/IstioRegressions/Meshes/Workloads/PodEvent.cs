namespace IstioRegressions.Meshes.Workloads;

/// <summary>Something that happened to a pod.</summary>
/// <param name="At">When.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Kind">What.</param>
/// <param name="Detail">More of it; null where there is no more.</param>
public sealed record PodEvent(DateTimeOffset At, string Pod, PodEventKind Kind, string? Detail = null);
