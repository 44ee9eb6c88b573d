namespace IstioRegressions.Reports;

/// <summary>A file that should be a verdict record and is none.</summary>
/// <param name="File">The file.</param>
/// <param name="Why">What is wrong with it, in one line.</param>
public sealed record UnreadableRecord(string File, string Why);
