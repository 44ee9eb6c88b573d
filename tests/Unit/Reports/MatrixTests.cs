using IstioRegressions.Catalogue;
using IstioRegressions.Cli;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Reports;

public sealed class MatrixTests
{
    [Fact]
    public void Versions_stand_in_their_order_and_regressions_in_the_catalogues()
    {
        var matrix = new Matrix([Run("1.10.0", regression: "workloadentry-relabel-leak"), Run("1.9.0"), Run("1.6.14")]);

        matrix.Versions.Should().Equal("1.6.14", "1.9.0", "1.10.0");
        matrix.Regressions.Should().Equal("serviceentry-endpoint-port", "workloadentry-relabel-leak");
    }

    [Fact]
    public void Controls_are_no_part_of_the_matrix() =>
        new Matrix([Run("1.6.0", control: "with-no-defect")]).Cells.Should().BeEmpty();

    [Fact]
    public void Of_several_attempts_of_a_case_the_last_one_counts() =>
        new Matrix([Run("1.6.0", attempt: 1, verdict: VerdictKind.Inconclusive), Run("1.6.0", attempt: 2)])
            .Cells.Single().Verdict!.Kind.Should().Be(VerdictKind.Reproduced);

    [Fact]
    public void A_cell_is_reproduced_if_any_of_its_cases_is() =>
        new Matrix([Run("1.6.0", @case: "one", verdict: VerdictKind.Absent), Run("1.6.0", @case: "two")])
            .Cells.Single().Verdict!.Kind.Should().Be(VerdictKind.Reproduced);

    [Fact]
    public void A_verdict_that_contradicts_the_catalogue_is_marked_in_words()
    {
        var markdown = MarkdownReport.Render(new Matrix([Run("1.6.0", verdict: VerdictKind.Absent)]));

        markdown.Should().Contain("| A✗ |").And.Contain("- **absent ✗ surprise");
    }

    [Theory]
    [InlineData("reference", true)]
    [InlineData("native", false)]
    public void A_table_over_the_reference_says_what_it_proves(string environment, bool says)
    {
        var matrix = new Matrix([Run("1.6.0", environment: environment)]);

        MarkdownReport.Render(matrix).Contains(Matrix.ReferenceNote).Should().Be(says);
        string.Join('\n', MatrixView.Words(matrix, [], "run")).Contains(Matrix.ReferenceNote).Should().Be(says);
    }

    [Fact]
    public void A_case_is_judged_by_what_its_last_attempt_expected() =>
        new Matrix([Run("1.6.0", attempt: 1, expected: ExpectationKind.Unaffected), Run("1.6.0", attempt: 2)]).Cells.Single().Judgement.Should().Be(Judgement.AsExpected);

    [Theory]
    [InlineData(VerdictKind.Absent, VerdictKind.Reproduced, "reproduced ✓ 1.3 s")]
    [InlineData(VerdictKind.Reproduced, VerdictKind.Reproduced, "reproduced ✗ surprise 1.3 s")]
    [InlineData(VerdictKind.Absent, VerdictKind.Absent, "absent ✗ surprise 1.3 s")]
    [InlineData(VerdictKind.Absent, VerdictKind.Inconclusive, "inconclusive ? 1.3 s")]
    public void Cases_of_several_aspects_are_each_judged_by_what_is_expected_of_theirs(VerdictKind itself, VerdictKind underLoad, string word)
    {
        var loaded = Run("1.6.0", @case: "loaded", verdict: underLoad);
        var matrix = new Matrix([Run("1.6.0", verdict: itself, expected: ExpectationKind.Unaffected), loaded with { Record = loaded.Record with { Aspect = "under-load" } }]);

        Matrix.Word(matrix.Cells.Single()).Should().Be(word);
    }

    [Fact]
    public void A_scenario_that_was_not_run_has_no_verdict_and_its_reason()
    {
        var cell = new Matrix([Run("1.6.0", notRun: "no binary")]).Cells.Single();

        (cell.Verdict, cell.NotRun, cell.Judgement, Matrix.Word(cell)).Should().Be((null, "no binary", Judgement.NotRun, "not run"));
    }

    [Fact]
    public void A_cell_says_which_of_several_wrong_outcomes_was_seen() =>
        Matrix.Word(new Matrix([Run("1.6.0", outcome: "stale")]).Cells.Single()).Should().StartWith("reproduced (stale) ✓ ");

    [Theory]
    [InlineData(VerdictKind.Reproduced, "reproduced, quarantined 1.3 s", "Rq")]
    [InlineData(VerdictKind.Absent, "absent, quarantined 1.3 s", "Aq")]
    [InlineData(VerdictKind.Inconclusive, "inconclusive, quarantined 1.3 s", "?q")]
    public void What_is_quarantined_is_shown_apart_whatever_its_verdict(VerdictKind verdict, string word, string sign)
    {
        var run = Run("1.6.0", verdict: verdict);
        var matrix = new Matrix([run with { Record = run.Record with { Quarantine = new Quarantine("istio/istio#1", new DateOnly(2027, 1, 31), "the <race>") } }]);

        var cell = matrix.Cells.Single();
        (cell.Judgement, Matrix.Word(cell), Matrix.Sign(cell)).Should().Be((Judgement.Quarantined, word, sign));
        matrix.Signs.Should().EndWith("q quarantined");
        MarkdownReport.Render(matrix).Should().Contain($"- {word} serviceentry-endpoint-port at 1.6.0 (reference), until 2027-01-31").And.NotContain("**");
    }

    private static RecordedRun Run(
        string version,
        string regression = "serviceentry-endpoint-port",
        string environment = "reference",
        string @case = "a-case",
        int attempt = 1,
        VerdictKind verdict = VerdictKind.Reproduced,
        string reason = "seen",
        string? outcome = null,
        string? control = null,
        string? notRun = null,
        ExpectationKind expected = ExpectationKind.Affected) => new("folder", new VerdictRecord
        {
            Regression = regression,
            Case = @case,
            Environment = environment,
            Version = version,
            Attempt = attempt,
            Control = control,
            State = notRun is null ? RecordState.Decided : RecordState.NotRun,
            Verdict = notRun is null ? new Verdict(verdict, reason, outcome) : null,
            NotRun = notRun,
            Seconds = notRun is null ? 1.25 : null,
            Expectation = new Expectation(expected, Basis.Git),
            Started = RecordHost.Current.Started,
            Host = RecordHost.Current,
            Command = "istio-regressions verdict",
        });
}
