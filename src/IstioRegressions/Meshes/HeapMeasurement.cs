namespace IstioRegressions.Meshes;

/// <summary>The memory of a control plane right after a forced collection.</summary>
/// <param name="HeapBytes">go_memstats_heap_alloc_bytes: what lives, in bytes.</param>
/// <param name="ResidentBytes">VmRSS of its process, in bytes.</param>
/// <param name="Profile">What the collection's request answered: a gzipped heap profile for go tool pprof from a real pilot, a line of text from the reference.</param>
public sealed record HeapMeasurement(long HeapBytes, long ResidentBytes, ReadOnlyMemory<byte> Profile)
{
    /// <summary>Whether the profile is one that go tool pprof reads.</summary>
    public bool IsProfiled => Profile.Span is [0x1f, 0x8b, ..];
}
