namespace IstioRegressions.Verdicts;

/// <summary>The control plane's memory at one number of hosts.</summary>
/// <param name="Hosts">How many ServiceEntry hosts it was configured with.</param>
/// <param name="HeapBytes">What lives on the heap after forced collections.</param>
/// <param name="ResidentBytes">What the kernel held for the process.</param>
public sealed record HeapSample(int Hosts, long HeapBytes, long ResidentBytes);
