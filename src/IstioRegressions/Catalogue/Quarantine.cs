using System.Globalization;

namespace IstioRegressions.Catalogue;

/// <summary>Why a verdict is shown apart: its scenario is known to be unstable where it was run.</summary>
/// <param name="Link">Where it is worked on: an issue or pull request, as <c>istio/istio#25309</c> or by its address.</param>
/// <param name="Expires">The last day on which this holds, in UTC.</param>
/// <param name="Reason">What is unstable, in one sentence.</param>
public sealed record Quarantine(string Link, DateOnly Expires, string Reason)
{
    /// <summary>"until 2027-01-31 (istio/istio#25309): the reason".</summary>
    public override string ToString() => $"until {Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} ({Link}): {Reason}";
}
