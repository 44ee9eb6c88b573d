namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Where clients are told to go instead.</summary>
/// <param name="Uri">The path; empty where it stays.</param>
/// <param name="Authority">The host; empty where it stays.</param>
/// <param name="Code">The status; 0 for 301.</param>
internal sealed record RedirectSpec(string Uri, string Authority, int Code);
