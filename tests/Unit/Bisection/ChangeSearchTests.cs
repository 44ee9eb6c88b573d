using IstioRegressions.Bisection;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Bisection;

/// <summary>Plain bisection: every verdict is certain.</summary>
public sealed class ChangeSearchTests
{
    private const int Longest = 90;

    /// <summary>Every history with one change, of every length.</summary>
    public static IEnumerable<(int Positions, int Change)> Histories =>
        from positions in Enumerable.Range(2, Longest - 1)
        from change in Enumerable.Range(1, positions - 1)
        select (positions, change);

    [Fact]
    public void It_names_the_first_bad_one_of_every_history_in_at_most_log2_n_and_two_verdicts()
    {
        var wrong = new List<string>();
        foreach (var (positions, change) in Histories)
        {
            var search = new ChangeSearch(positions);

            var verdicts = Walk(search, position => position >= change ? VerdictKind.Reproduced : VerdictKind.Absent);

            if (search.Candidates != (change, change) || search.Confidence != 1 || verdicts > (int)Math.Ceiling(Math.Log2(positions - 1)) + 2)
            {
                wrong.Add($"{positions} positions, the change at {change}: found {search.Candidates} with {search.Confidence} by {verdicts} verdicts");
            }
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void It_never_takes_more_verdicts_than_it_said()
    {
        var wrong = new List<string>();
        foreach (var (positions, change) in Histories)
        {
            var search = new ChangeSearch(positions);
            var left = search.ExpectedVerdicts;
            while (search.Next is { } next)
            {
                search.Add(next, next >= change ? VerdictKind.Reproduced : VerdictKind.Absent);
                var (said, now) = (left, search.ExpectedVerdicts);
                if (now >= said)
                {
                    wrong.Add($"{positions} positions, the change at {change}: {said} verdicts were left, then {now} behind {next}");
                }

                left = now;
            }
        }

        wrong.Should().BeEmpty("one of them was reached each time");
    }

    [Fact]
    public void Both_ends_are_judged_first()
    {
        var search = new ChangeSearch(9);
        var asked = new List<int>();

        Walk(search, position =>
        {
            asked.Add(position);
            return position >= 5 ? VerdictKind.Reproduced : VerdictKind.Absent;
        });

        asked.Take(3).Should().Equal(0, 8, 4);
    }

    [Theory]
    [InlineData("AA", false)]
    [InlineData("RR", false)]
    [InlineData("RA", false)]
    [InlineData("IR", false)]
    [InlineData("AI", false)]
    [InlineData("AR", true)]
    public void Ends_that_are_not_what_was_said_end_the_search_once_both_were_judged(string ends, bool hold)
    {
        var search = new ChangeSearch(2);

        var verdicts = Walk(search, position => Verdict(ends[position]));

        (search.EndsHold, verdicts).Should().Be((hold, 2));
        search.Confidence.Should().Be(hold ? 1 : 0);
    }

    [Theory]
    [InlineData("AAARRRR", 3, 3)]
    [InlineData("AAAIRRR", 3, 4)]
    [InlineData("AAIIRRR", 2, 4)]
    [InlineData("AIIIIIR", 1, 6)]
    [InlineData("AIAIRIR", 3, 4)]
    [InlineData("AARIIIR", 2, 2)]
    [InlineData("AAIARRR", 4, 4)]
    [InlineData("AAAA-RR", 4, 5)]
    [InlineData("A-----R", 1, 6)]
    public void What_cannot_be_judged_is_skipped_and_stays_possible_only_beside_the_change(string history, int first, int last)
    {
        var search = new ChangeSearch(history.Length);
        for (var position = 0; position < history.Length; position++)
        {
            if (history[position] == '-')
            {
                search.LeaveOut(position);
            }
        }

        var verdicts = Walk(search, position => Verdict(history[position]));

        search.Candidates.Should().Be((first, last));
        verdicts.Should().BeLessThanOrEqualTo(history.Length, "nothing is judged twice");
    }

    [Fact]
    public void Of_a_history_that_changes_more_than_once_it_names_a_change_that_is_there()
    {
        var random = new Random(20);
        for (var i = 0; i < 2000; i++)
        {
            var history = Enumerable.Range(0, random.Next(3, 40)).Select(_ => random.Next(2) == 0).ToArray();
            (history[0], history[^1]) = (false, true);
            var search = new ChangeSearch(history.Length);

            Walk(search, position => history[position] ? VerdictKind.Reproduced : VerdictKind.Absent);

            var (first, last) = search.Candidates;
            first.Should().Be(last);
            (history[first - 1], history[first]).Should().Be((false, true), "it turned bad there in {0}", string.Concat(history.Select(bad => bad ? 'R' : 'A')));
            (search.Tallies[first - 1].Absent, search.Tallies[first].Reproduced).Should().Be((1, 1), "both sides of it were seen");
        }
    }

    [Theory]
    [InlineData(1, 1, 0.95)]
    [InlineData(2, 0, 0.95)]
    [InlineData(2, 5, 0.5)]
    [InlineData(2, 5, 1.0)]
    public void What_cannot_be_searched_is_refused(int positions, int repeat, double confidence)
    {
        var start = () => new ChangeSearch(positions, repeat, confidence);

        start.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static int Walk(ChangeSearch search, Func<int, VerdictKind> judge)
    {
        var verdicts = 0;
        for (; search.Next is { } next; verdicts++)
        {
            verdicts.Should().BeLessThan(2 * Longest, "a search ends");
            search.Add(next, judge(next));
        }

        return verdicts;
    }

    private static VerdictKind Verdict(char letter) => letter switch
    {
        'R' => VerdictKind.Reproduced,
        'A' => VerdictKind.Absent,
        'I' => VerdictKind.Inconclusive,
        _ => throw new ArgumentException($"'{letter}' is not to be judged", nameof(letter)),
    };
}
