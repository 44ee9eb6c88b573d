namespace IstioRegressions.Bisection;

/// <summary>
/// What verdicts say about where a change lies: how probable it is of each position that it is the first bad one, when every
/// position was as probable before.
/// <para>
/// A good release never reproduces. A bad one does either always (verdicts are certain), or at a rate that all bad ones share
/// and nobody knows, each order of magnitude of it as probable as any other (a density of 1/rate). Then the verdicts of a
/// history with R reproductions, and A absences from the change on, have the probability B(R, A + 1), Euler's beta function,
/// and the next verdict on a bad release is a reproduction with R / (R + A + 1).
/// </para>
/// </summary>
internal sealed class Belief
{
    private readonly double[] _probability;
    private readonly double[] _reproduces;

    /// <summary>Weighs verdicts of which at least one is a reproduction.</summary>
    /// <param name="tallies">Those on each position, the good end first.</param>
    /// <param name="certain">Whether a bad release always reproduces.</param>
    public Belief(IReadOnlyList<Tally> tallies, bool certain)
    {
        var reproduced = tallies.Sum(t => t.Reproduced);
        var last = 0;
        while (tallies[last].Reproduced == 0)
        {
            last++;
        }

        _probability = new double[last + 1];
        _reproduces = new double[last + 1];
        var absent = tallies.Skip(last + 1).Sum(t => t.Absent);
        var weight = 1.0;
        for (var change = last; change >= 0; change--)
        {
            for (var more = tallies[change].Absent; more > 0; more--)
            {
                absent++;

                // B(R, A + 1) / B(R, A); only the ratios between positions count.
                weight *= certain ? 0 : (double)absent / (reproduced + absent);
            }

            _probability[change] = weight;
            _reproduces[change] = certain ? 1 : (double)reproduced / (reproduced + absent + 1);
        }

        var sum = _probability.Sum();
        for (var change = 0; change <= last; change++)
        {
            _probability[change] /= sum;
        }
    }

    /// <summary>The earliest position that reproduced: the change is there or before it.</summary>
    public int Last => _probability.Length - 1;

    /// <summary>What is not known of where the change lies, in bits.</summary>
    public double Doubt => -_probability.Sum(p => p > 0 ? p * Math.Log2(p) : 0);

    /// <summary>How probable it is that the change lies at that position or between it and <see cref="Last"/>.</summary>
    public double From(int position) => _probability[position..].Sum();

    /// <summary>
    /// What one more verdict on a position before <see cref="Last"/> would tell of where the change lies, in bits: the mutual
    /// information of the two.
    /// </summary>
    public IEnumerable<double> Tells()
    {
        var (reproduces, expected) = (0.0, 0.0);
        for (var position = 0; position < Last; position++)
        {
            // From the change on, what a verdict says depends on luck too; before it, it is always absent.
            reproduces += _probability[position] * _reproduces[position];
            expected += _probability[position] * Entropy(_reproduces[position]);
            yield return Entropy(reproduces) - expected;
        }
    }

    private static double Entropy(double p) => p is <= 0 or >= 1 ? 0 : -(p * Math.Log2(p)) - ((1 - p) * Math.Log2(1 - p));
}
