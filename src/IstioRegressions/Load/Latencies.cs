namespace IstioRegressions.Load;

/// <summary>How long something took each of many, in milliseconds.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="P50">What half of them did not exceed.</param>
/// <param name="P99">What 99 of 100 did not exceed.</param>
/// <param name="Longest">The longest.</param>
public sealed record Latencies(int Count, double P50, double P99, double Longest)
{
    /// <summary>Of these, in any order; null where there are none.</summary>
    public static Latencies? Of(IEnumerable<TimeSpan> each)
    {
        var sorted = each.Order().ToArray();
        double At(double part) => Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)].TotalMilliseconds, 1);
        return sorted.Length == 0 ? null : new Latencies(sorted.Length, At(0.5), At(0.99), At(1));
    }

    /// <summary>For example <c>p50 120 ms, p99 310 ms, longest 340 ms</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"p50 {P50:0} ms, p99 {P99:0} ms, longest {Longest:0} ms");
}
