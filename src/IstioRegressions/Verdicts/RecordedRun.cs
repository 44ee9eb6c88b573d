namespace IstioRegressions.Verdicts;

/// <summary>A record and where it lies.</summary>
/// <param name="Folder">The folder of the record and its evidence.</param>
/// <param name="Record">The record.</param>
public sealed record RecordedRun(string Folder, VerdictRecord Record);
