using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Verdicts;

public sealed class JudgingTests
{
    [Theory]
    [InlineData(VerdictKind.Reproduced, ExpectationKind.Affected, Judgement.AsExpected)]
    [InlineData(VerdictKind.Absent, ExpectationKind.Unaffected, Judgement.AsExpected)]
    [InlineData(VerdictKind.Reproduced, ExpectationKind.Unaffected, Judgement.Surprise)]
    [InlineData(VerdictKind.Absent, ExpectationKind.Affected, Judgement.Surprise)]
    [InlineData(VerdictKind.Reproduced, ExpectationKind.None, Judgement.NotJudged)]
    [InlineData(VerdictKind.Absent, ExpectationKind.None, Judgement.NotJudged)]
    [InlineData(VerdictKind.Inconclusive, ExpectationKind.Affected, Judgement.Inconclusive)]
    [InlineData(VerdictKind.Inconclusive, ExpectationKind.Unaffected, Judgement.Inconclusive)]
    [InlineData(VerdictKind.Inconclusive, ExpectationKind.None, Judgement.Inconclusive)]
    public void A_verdict_is_judged_by_what_was_expected(VerdictKind verdict, ExpectationKind expected, Judgement judgement) =>
        new Verdict(verdict, "seen").Against(new Expectation(expected)).Should().Be(judgement);

    [Fact]
    public void Another_wrong_outcome_than_the_expected_one_is_a_surprise() =>
        Verdict.Reproduced("seen", outcome: "stale").Against(new Expectation(ExpectationKind.Affected, Outcome: "empty"))
            .Should().Be(Judgement.Surprise);

    [Fact]
    public void The_expected_wrong_outcome_is_as_expected() =>
        Verdict.Reproduced("seen", outcome: "empty").Against(new Expectation(ExpectationKind.Affected, Outcome: "empty"))
            .Should().Be(Judgement.AsExpected);

    [Fact]
    public void A_verdict_says_which_wrong_outcome_was_seen()
    {
        Verdict.Reproduced("seen", outcome: "stale").ToString().Should().Be("Reproduced (stale): seen");
        Verdict.Absent("seen").ToString().Should().Be("Absent: seen");
    }

    [Theory]
    [InlineData("RAI", VerdictKind.Reproduced)]
    [InlineData("AIA", VerdictKind.Inconclusive)]
    [InlineData("AA", VerdictKind.Absent)]
    public void A_regression_is_reproduced_if_any_case_is_and_absent_only_if_all_are(string cases, VerdictKind together) =>
        cases.Select(c => new Verdict(c switch { 'R' => VerdictKind.Reproduced, 'I' => VerdictKind.Inconclusive, _ => VerdictKind.Absent }, "seen"))
            .Together().Kind.Should().Be(together);

    [Fact]
    public void A_regression_without_a_case_has_no_verdict()
    {
        var together = () => Array.Empty<Verdict>().Together();

        together.Should().Throw<ArgumentException>();
    }
}
