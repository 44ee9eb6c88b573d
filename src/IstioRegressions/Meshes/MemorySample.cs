namespace IstioRegressions.Meshes;

/// <summary>The resident memory of a control plane at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="ResidentBytes">VmRSS of its process, in bytes.</param>
public sealed record MemorySample(DateTimeOffset At, long ResidentBytes);
