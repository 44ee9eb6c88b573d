using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IstioRegressions.Verdicts;

/// <summary>
/// How memory grows with the number of hosts, by its shape: the parabola a + bN + cN² through three samples at N, 2N and
/// 4N. A ratio of two sizes cannot tell a small quadratic share from a large constant; the second difference can.
/// </summary>
public sealed class HeapGrowth
{
    private const double MiB = 1 << 20;

    /// <summary>Fits the parabola.</summary>
    /// <param name="samples">Three samples, at N, 2N and 4N hosts.</param>
    /// <param name="endpointsPerHost">How many endpoints each host had.</param>
    /// <exception cref="ArgumentException">The samples are not three in that proportion.</exception>
    public HeapGrowth(IReadOnlyList<HeapSample> samples, int endpointsPerHost)
    {
        if (samples is not [var one, var two, var four] || one.Hosts <= 0 || two.Hosts != 2 * one.Hosts || four.Hosts != 4 * one.Hosts)
        {
            throw new ArgumentException($"a fit needs samples at N, 2N and 4N hosts, not at {string.Join(", ", samples.Select(s => s.Hosts))}", nameof(samples));
        }

        Samples = samples;
        EndpointsPerHost = endpointsPerHost;

        double n = one.Hosts;
        var first = (two.HeapBytes - one.HeapBytes) / n;
        var second = (four.HeapBytes - two.HeapBytes) / (2 * n);
        Quadratic = (second - first) / (3 * n);
        Linear = first - (3 * n * Quadratic);
        Constant = one.HeapBytes - (Linear * n) - (Quadratic * n * n);
    }

    /// <summary>The samples, the smallest first.</summary>
    public IReadOnlyList<HeapSample> Samples { get; }

    /// <summary>How many endpoints each host had.</summary>
    public int EndpointsPerHost { get; }

    /// <summary>a, in bytes.</summary>
    public double Constant { get; }

    /// <summary>b, in bytes a host.</summary>
    public double Linear { get; }

    /// <summary>c, in bytes a host squared.</summary>
    public double Quadratic { get; }

    /// <summary>
    /// The part of the growth from N to 4N that the square makes, about 0 to 1; not a number where the heap did not grow.
    /// </summary>
    public double QuadraticShare
    {
        get
        {
            var growth = (double)(Samples[2].HeapBytes - Samples[0].HeapBytes);
            return growth > 0 ? QuadraticBytes / growth : double.NaN;
        }
    }

    /// <summary>The growth from N to 4N that the square makes, in bytes.</summary>
    public double QuadraticBytes => 15 * Quadratic * Samples[0].Hosts * Samples[0].Hosts;

    /// <summary>The growth from N to 4N for each endpoint added, in bytes.</summary>
    public double BytesPerEndpoint =>
        (Samples[2].HeapBytes - Samples[0].HeapBytes) / (double)((Samples[2].Hosts - Samples[0].Hosts) * EndpointsPerHost);

    /// <summary>The fitted heap at a number of hosts, in bytes.</summary>
    public double At(double hosts) => Constant + (Linear * hosts) + (Quadratic * hosts * hosts);

    /// <summary>Samples, coefficients and what is concluded from them, for the evidence.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, new JsonSerializerOptions(RunFolder.Json)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    });

    /// <summary>"39, 61 and 130 MiB at 250, 500 and 1000 hosts, quadratic share 0.75, 11,840 bytes an endpoint".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"heap {Samples[0].HeapBytes / MiB:0}, {Samples[1].HeapBytes / MiB:0} and {Samples[2].HeapBytes / MiB:0} MiB "
        + $"at {Samples[0].Hosts}, {Samples[1].Hosts} and {Samples[2].Hosts} hosts, quadratic share {QuadraticShare:0.00}, {BytesPerEndpoint:#,0} bytes an endpoint");
}
