using System.Globalization;
using System.Text;

namespace IstioRegressions.Load.Traffic;

/// <summary>What became of a load. A failed request is no transaction, as siege counts them.</summary>
/// <param name="Started">When it began.</param>
/// <param name="Elapsed">From there until the last request ended.</param>
/// <param name="Successful">Requests with a whole answer of a status below 400.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
/// <param name="Busy">The time that they took, all added up.</param>
/// <param name="Shortest">The shortest of them; zero where there are none.</param>
/// <param name="Longest">The longest of them.</param>
/// <param name="Percentiles">
/// What so many of a hundred requests did not exceed, in milliseconds; those that ran into the timeout count, with the time
/// that they were waited for. In the open loop from when they were due.
/// </param>
/// <param name="Failures">When requests failed and why, the earliest first.</param>
public sealed record TrafficReport(
    DateTimeOffset Started,
    TimeSpan Elapsed,
    long Successful,
    long Bytes,
    TimeSpan Busy,
    TimeSpan Shortest,
    TimeSpan Longest,
    IReadOnlyDictionary<double, double> Percentiles,
    IReadOnlyList<FailureMoment> Failures)
{
    private static readonly double[] Parts = [50, 75, 90, 95, 99, 99.9];

    /// <summary>How many failed.</summary>
    public long Failed => Failures.Sum(f => f.Count);

    /// <summary>How many failed, by cause; causes of none are not in it.</summary>
    public IReadOnlyDictionary<FailureCause, long> FailedBy => Failures.GroupBy(f => f.Cause).ToDictionary(f => f.Key, f => f.Sum(m => m.Count));

    /// <summary>When the first failed, after the start; null where none did.</summary>
    public TimeSpan? FirstFailure => Failures is [var first, ..] ? first.First : null;

    /// <summary>How many of a hundred requests did not fail; null where there were none.</summary>
    public double? Availability => Successful + Failed is > 0 and var all ? 100.0 * Successful / all : null;

    /// <summary>Transactions a second.</summary>
    public double TransactionRate => PerSecond(Successful);

    /// <summary>siege's lines, the percentiles, and when what failed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string name, string value, string unit = "") => text.Append($"{name + ":",-25}{value,12} {unit}".TrimEnd()).Append('\n');
        void Number(string name, double value, string unit = "") => Line(name, value.ToString("0.00", CultureInfo.InvariantCulture), unit);

        Line("Transactions", $"{Successful}", "hits");
        Line("Availability", Availability?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-", "%");
        Number("Elapsed time", Elapsed.TotalSeconds, "secs");
        Number("Data transferred", Bytes / 1048576.0, "MB");
        Number("Response time", Successful == 0 ? 0 : Busy.TotalMilliseconds / Successful, "ms");
        Number("Transaction rate", TransactionRate, "trans/sec");
        Number("Throughput", PerSecond(Bytes / 1048576.0), "MB/sec");
        Number("Concurrency", PerSecond(Busy.TotalSeconds));
        Line("Successful transactions", $"{Successful}");
        Line("Failed transactions", $"{Failed}");
        Number("Longest transaction", Longest.TotalMilliseconds, "ms");
        Number("Shortest transaction", Shortest.TotalMilliseconds, "ms");
        foreach (var (part, milliseconds) in Percentiles)
        {
            Number($"{part.ToString(CultureInfo.InvariantCulture)} % within", milliseconds, "ms");
        }

        foreach (var (cause, count) in FailedBy)
        {
            Line($"Failed, {cause}", $"{count}", $"the first after {Failures.First(f => f.Cause == cause).First.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)} secs");
        }

        return text.ToString();
    }

    internal static TrafficReport Of(TrafficCount count, DateTimeOffset started, TimeSpan elapsed) => new(
        started,
        elapsed,
        count.Successful,
        count.Bytes,
        count.Busy,
        count.Successful == 0 ? TimeSpan.Zero : count.Shortest,
        count.Longest,
        Parts.ToDictionary(part => part, part => count.Latencies.At(part / 100).TotalMilliseconds),
        [.. count.Failures.OrderBy(f => f.First)]);

    private double PerSecond(double what) => Elapsed > TimeSpan.Zero ? what / Elapsed.TotalSeconds : 0;
}
