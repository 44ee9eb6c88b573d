namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Where a route leads.</summary>
/// <param name="Host">The service's host, whole or short for one of the same namespace.</param>
/// <param name="Subset">Which of its subsets; empty for the whole service.</param>
/// <param name="Port">Its port; 0 where it is its only one, or the one that was called.</param>
/// <param name="Weight">Its share; 0 where it is the only one.</param>
internal sealed record DestinationSpec(string Host, string Subset, int Port, int Weight);
