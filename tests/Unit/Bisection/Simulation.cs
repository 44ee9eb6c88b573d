using IstioRegressions.Bisection;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Bisection;

/// <summary>
/// Histories of 3 to 41 releases whose bad ones reproduce at a given rate, and what a search makes of them. The same seed gives
/// the same histories and the same luck.
/// </summary>
internal sealed class Simulation(double rate, int histories, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>What a search made of all of them.</summary>
    /// <param name="Right">How many answers were right.</param>
    /// <param name="Wrong">How many were wrong.</param>
    /// <param name="Claimed">How probable the answers were said to be, on average.</param>
    /// <param name="Verdicts">How many verdicts a history took, on average.</param>
    public sealed record Score(int Right, int Wrong, double Claimed, double Verdicts)
    {
        public double RightShare => (double)Right / (Right + Wrong);
    }

    /// <summary>Plain bisection: every release is judged once, and the ends are taken as said.</summary>
    public Score Plain() => Run((positions, judge) =>
    {
        var (good, bad, verdicts) = (0, positions - 1, 0);
        for (; bad - good > 1; verdicts++)
        {
            var middle = (good + bad) / 2;
            (good, bad) = judge(middle) == VerdictKind.Reproduced ? (good, middle) : (middle, bad);
        }

        return (bad, 1, verdicts);
    });

    /// <summary>Our search.</summary>
    public Score Repeated(int repeat, double confidence) => Run((positions, judge) =>
    {
        var search = new ChangeSearch(positions, repeat, confidence);
        var verdicts = 0;
        for (; search.Next is { } next; verdicts++)
        {
            search.Add(next, judge(next));
        }

        var (first, last) = search.Candidates;
        return (search.EndsHold && first == last ? first : null, search.Confidence, verdicts);
    });

    private Score Run(Func<int, Func<int, VerdictKind>, (int? Answer, double Claimed, int Verdicts)> search)
    {
        var (right, wrong, claimed, verdicts) = (0, 0, 0.0, 0);
        for (var i = 0; i < histories; i++)
        {
            var positions = _random.Next(3, 42);
            var change = _random.Next(1, positions);
            var outcome = search(positions, at => at >= change && _random.NextDouble() < rate ? VerdictKind.Reproduced : VerdictKind.Absent);
            verdicts += outcome.Verdicts;
            if (outcome.Answer is { } answer)
            {
                claimed += outcome.Claimed;
                (right, wrong) = answer == change ? (right + 1, wrong) : (right, wrong + 1);
            }
        }

        return new Score(right, wrong, claimed / (right + wrong), (double)verdicts / histories);
    }
}
