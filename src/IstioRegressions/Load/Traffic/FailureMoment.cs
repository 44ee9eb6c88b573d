namespace IstioRegressions.Load.Traffic;

/// <summary>Requests that failed for one reason within a tenth of a second.</summary>
/// <param name="First">When the first of them failed, after the load's start.</param>
/// <param name="Cause">Why.</param>
/// <param name="Count">How many.</param>
/// <param name="Status">Where the cause is a status: the one of the first.</param>
public sealed record FailureMoment(TimeSpan First, FailureCause Cause, long Count, int? Status);
