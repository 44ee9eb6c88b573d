using System.Collections.Concurrent;
using System.Globalization;
using IstioRegressions.Bisection;
using IstioRegressions.Verdicts;
using Xunit.Abstractions;

namespace IstioRegressions.Unit.Bisection;

/// <summary>Regressions that reproduce now and then: <c>--repeat</c> and <c>--confidence</c>.</summary>
public sealed class FlakySearchTests(ITestOutputHelper output)
{
    private const int Histories = 1000;

    // Several tests look at the same ones.
    private static readonly ConcurrentDictionary<(double, int, double, int), Lazy<Simulation.Score>> Scores = new();

    [Theory]
    [InlineData(0.3, 5, 0.95, 1)]
    [InlineData(0.3, 5, 0.95, 2)]
    [InlineData(0.3, 3, 0.95, 1)]
    [InlineData(0.3, 5, 0.8, 1)]
    [InlineData(0.3, 5, 0.99, 1)]
    [InlineData(0.1, 5, 0.95, 1)]
    [InlineData(0.6, 5, 0.95, 1)]
    public void Of_a_thousand_histories_it_is_right_at_least_as_often_as_it_claims(double rate, int repeat, double confidence, int seed)
    {
        var score = Repeated(rate, repeat, confidence, seed);

        output.WriteLine($"{score}, right {score.RightShare:0.000}");
        score.RightShare.Should().BeGreaterThanOrEqualTo(score.Claimed);
        score.Claimed.Should().BeGreaterThanOrEqualTo(confidence);
        (score.Right + score.Wrong).Should().BeGreaterThan(Histories * 99 / 100, "hardly a history is left without an answer");
    }

    [Fact]
    public void A_regression_that_always_reproduces_is_found_with_repetitions_too()
    {
        var score = Repeated(rate: 1, repeat: 5, confidence: 0.95, seed: 1);

        score.Right.Should().Be(Histories);
    }

    [Fact]
    public void The_table_of_the_document_is_what_the_simulation_gives()
    {
        double[] rates = [0.1, 0.3, 0.6, 1.0];

        var rows = rates.Select(rate =>
        {
            var plain = new Simulation(rate, Histories, seed: 1).Plain();
            var repeated = Repeated(rate, repeat: 5, confidence: 0.95, seed: 1);
            return string.Create(CultureInfo.InvariantCulture,
                $"| {rate * 100:0} % | {(1 - plain.RightShare) * 100:0.0} % | {plain.Verdicts:0.0} "
                + $"| {(1 - repeated.RightShare) * 100:0.0} % | {(1 - repeated.Claimed) * 100:0.0} % | {repeated.Verdicts:0.0} |");
        }).ToList();

        rows.ForEach(output.WriteLine);
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "bisecting.md")).Should().ContainAll(rows);
    }

    [Fact]
    public void The_bad_end_is_judged_until_it_has_reproduced_as_often_as_asked()
    {
        var search = new ChangeSearch(positions: 9, repeat: 3);
        var asked = new List<int>();
        VerdictKind[] luck = [VerdictKind.Absent, VerdictKind.Absent, VerdictKind.Reproduced, VerdictKind.Reproduced, VerdictKind.Absent, VerdictKind.Reproduced];

        foreach (var verdict in luck.Prepend(VerdictKind.Absent))
        {
            asked.Add(search.Next!.Value);
            search.Add(search.Next!.Value, verdict);
        }

        asked.Should().Equal(0, 8, 8, 8, 8, 8, 8);
        search.Next.Should().BeInRange(1, 7, "the rate is known well enough");
    }

    [Fact]
    public void A_bad_end_that_never_reproduces_is_not_waited_for_without_end()
    {
        var search = new ChangeSearch(positions: 9, repeat: 2);
        var verdicts = 0;
        for (; search.Next is { } next; verdicts++)
        {
            search.Add(next, VerdictKind.Absent);
        }

        (search.EndsHold, verdicts).Should().Be((false, 1 + (2 * ChangeSearch.TriesPerReproduction)));
    }

    [Fact]
    public void A_good_end_that_reproduces_later_is_no_good_end()
    {
        var search = new ChangeSearch(positions: 2, repeat: 2);
        search.Add(0, VerdictKind.Absent);
        search.Add(1, VerdictKind.Reproduced);
        search.Add(1, VerdictKind.Reproduced);
        search.Next.Should().Be(0, "one absence at the good end does not prove much");

        search.Add(0, VerdictKind.Reproduced);

        (search.Next, search.EndsHold).Should().Be((null, false));
    }

    [Fact]
    public void One_inconclusive_verdict_among_others_does_not_lose_a_release()
    {
        var search = new ChangeSearch(positions: 3, repeat: 5);
        var judged = 0;
        while (search.Next is { } next)
        {
            search.Add(next, next == 0 ? VerdictKind.Absent : next == 1 && ++judged == 2 ? VerdictKind.Inconclusive : VerdictKind.Reproduced);
        }

        search.Candidates.Should().Be((1, 1));
    }

    [Fact]
    public void A_release_of_which_nothing_is_decided_leaves_its_neighbour_in_doubt()
    {
        var search = new ChangeSearch(positions: 4, repeat: 5);
        while (search.Next is { } next)
        {
            search.Add(next, next switch { < 2 => VerdictKind.Absent, 2 => VerdictKind.Inconclusive, _ => VerdictKind.Reproduced });
        }

        search.Candidates.Should().Be((2, 3));
    }

    private static Simulation.Score Repeated(double rate, int repeat, double confidence, int seed) => Scores.GetOrAdd(
        (rate, repeat, confidence, seed), _ => new Lazy<Simulation.Score>(() => new Simulation(rate, Histories, seed).Repeated(repeat, confidence))).Value;
}
