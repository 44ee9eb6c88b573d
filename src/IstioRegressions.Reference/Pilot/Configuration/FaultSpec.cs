namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>What is to happen on the way.</summary>
/// <param name="AbortStatus">The status that requests are answered with; 0 for none.</param>
/// <param name="AbortPercent">How many of a hundred are.</param>
/// <param name="Delay">How long they are held.</param>
/// <param name="DelayPercent">How many of a hundred are.</param>
/// <param name="IsAbortWhole">Whether the aborted ones are given by the whole number <c>percent</c>, which 1.1 put out of use.</param>
internal sealed record FaultSpec(int AbortStatus, double AbortPercent, TimeSpan Delay, double DelayPercent, bool IsAbortWhole);
