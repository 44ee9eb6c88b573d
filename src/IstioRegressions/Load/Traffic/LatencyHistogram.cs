using System.Numerics;

namespace IstioRegressions.Load.Traffic;

/// <summary>
/// How long each of many took, in buckets that are less than 1 % of their time wide, so that it takes the same memory for
/// ten requests and for ten million. Not safe for concurrent use.
/// </summary>
internal sealed class LatencyHistogram
{
    // Up to 2^(Bits + 1) microseconds each has a bucket of its own; from there on each power of two has 2^Bits of them.
    private const int Bits = 7;
    private const int Powers = 33;

    private readonly long[] _buckets = new long[(Powers + 1) << Bits];

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    public void Add(TimeSpan took)
    {
        _buckets[BucketOf((ulong)Math.Max(0, took.Ticks / TimeSpan.TicksPerMicrosecond))]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        Count += other.Count;
    }

    /// <summary>What a part of them (0.99) did not exceed, no more than 1 % too long; zero where there are none.</summary>
    public TimeSpan At(double part)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(part * Count));
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted)
            {
                return TimeSpan.FromMicroseconds(LongestOf(i));
            }
        }

        return TimeSpan.Zero;
    }

    private static int BucketOf(ulong microseconds)
    {
        var shift = Math.Max(0, BitOperations.Log2(microseconds | 1) - Bits);
        return shift >= Powers ? ((Powers + 1) << Bits) - 1 : (shift << Bits) + (int)(microseconds >> shift);
    }

    private static long LongestOf(int bucket)
    {
        var shift = Math.Max(0, (bucket >> Bits) - 1);
        return (((long)bucket - (shift << Bits) + 1) << shift) - 1;
    }
}
