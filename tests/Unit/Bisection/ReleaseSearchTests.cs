using IstioRegressions.Bisection;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Bisection;

public sealed class ReleaseSearchTests
{
    [Theory]
    [InlineData("1.2.0", "1.6.0", ReleaseChange.FirstBad, "1.5.0")]
    [InlineData("1.4.0", "1.5.0", ReleaseChange.FirstBad, "1.5.0")]
    [InlineData("1.5.0", "1.30.0", ReleaseChange.FirstFixed, "1.7.0")]
    [InlineData("1.6.0", "1.7.0", ReleaseChange.FirstFixed, "1.7.0")]
    [InlineData("1.6.0", "1.7.8", ReleaseChange.FirstFixed, "1.7.0")]
    public void It_names_the_first_bad_release_and_the_first_fixed_one(string from, string to, ReleaseChange change, string answer)
    {
        var search = new ReleaseSearch(Line(from, to), change);

        Walk(search, affected: VersionRange.Parse("[1.5.0, 1.7.0)"));

        search.Found.Should().Be(IstioVersion.Parse(answer));
        search.At(search.Edge.Good).Absent.Should().Be(1);
        search.At(search.Edge.Bad).Reproduced.Should().Be(1);
        (search.Edge.Good < search.Edge.Bad).Should().Be(change == ReleaseChange.FirstBad);
    }

    [Fact]
    public void Every_regression_of_the_catalogue_whose_first_bad_or_fixed_release_git_proves_is_found_on_its_line()
    {
        foreach (var regression in RegressionCatalogue.Default.Regressions)
        {
            foreach (var affected in regression.Affected.Where(a => a.Basis == Basis.Git))
            {
                var minors = ReleaseList.Default.Versions.Where(v => v.Patch == 0 && regression.Applies.Contains(v)).ToList();
                var bad = minors.Where(affected.Range.Contains).ToList();
                if (bad.Count == 0 || minors.FirstOrDefault(v => v > bad[^1]) is not { } fixedAt)
                {
                    continue;
                }

                var search = new ReleaseSearch(Line($"{bad[0]}", $"{minors[^1]}"), ReleaseChange.FirstFixed);
                var verdicts = Walk(search, affected.Range);

                search.Found.Should().Be(fixedAt, "{0} is affected in {1}", regression.Id, affected.Range);
                verdicts.Should().BeLessThanOrEqualTo((int)Math.Ceiling(Math.Log2(search.Line.Count - 1)) + 2);
            }
        }
    }

    [Theory]
    [InlineData(ReleaseChange.FirstBad, "1.2.0", "1.6.0", "1.4.0", "1.4.0,1.5.0", "1.3.0", "1.5.0")]
    [InlineData(ReleaseChange.FirstFixed, "1.5.0", "1.9.0", "1.7.0", "1.7.0,1.8.0", "1.8.0", "1.6.0")]
    public void Beside_a_release_that_is_left_out_the_answer_is_one_of_these(
        ReleaseChange change, string from, string to, string left, string candidates, string good, string bad)
    {
        var search = new ReleaseSearch(Line(from, to), change);
        search.LeaveOut(IstioVersion.Parse(left));

        Walk(search, affected: VersionRange.Parse("[1.5.0, 1.7.0)"));

        search.Found.Should().BeNull();
        search.Candidates.Should().Equal(candidates.Split(',').Select(IstioVersion.Parse));
        search.Edge.Should().Be((IstioVersion.Parse(good), IstioVersion.Parse(bad)));
    }

    [Fact]
    public void Ends_that_are_not_what_was_said_give_no_answer()
    {
        var search = new ReleaseSearch(Line("1.7.0", "1.8.0"), ReleaseChange.FirstBad);

        Walk(search, affected: VersionRange.Parse("[1.5.0, 1.7.0)"));

        (search.EndsHold, search.Found).Should().Be((false, null));
    }

    [Theory]
    [InlineData(0, 0, 0, "not judged")]
    [InlineData(0, 1, 0, "absent 1 of 1")]
    [InlineData(3, 7, 1, "reproduced 3, absent 7, inconclusive 1 of 11")]
    public void A_tally_is_said_in_words(int reproduced, int absent, int inconclusive, string said) =>
        new Tally(reproduced, absent, inconclusive).ToString().Should().Be(said);

    private static IReadOnlyList<IstioVersion> Line(string from, string to) =>
        ReleaseLine.TryBetween(ReleaseList.Default, IstioVersion.Parse(from), IstioVersion.Parse(to), out var line, out var whyNot)
            ? line
            : throw new ArgumentException(whyNot);

    private static int Walk(ReleaseSearch search, VersionRange affected)
    {
        var verdicts = 0;
        for (; search.Next is { } next; verdicts++)
        {
            search.Add(next, affected.Contains(next) ? VerdictKind.Reproduced : VerdictKind.Absent);
        }

        return verdicts;
    }
}
