using IstioRegressions.Catalogue;
using IstioRegressions.Cli;
using IstioRegressions.Cli.Commands;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Cli;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("A", 0)]
    [InlineData("R", 1)]
    [InlineData("I", 125)]
    [InlineData("AA", 0)]
    [InlineData("AR", 1)]
    [InlineData("AI", 125)]
    [InlineData("RI", 1)]
    [InlineData("-", 125)]
    [InlineData("A-", 125)]
    public void Verdict_exits_as_git_bisect_run_reads_it(string verdicts, int code) =>
        VerdictCommand.Code(Cells(verdicts, ExpectationKind.Affected), Planned(verdicts)).Should().Be(code);

    [Fact]
    public void Verdict_of_what_no_commit_can_change_is_an_error_with_the_reason()
    {
        var code = () => VerdictCommand.Code(Cells("O", ExpectationKind.Affected), Planned("O"));

        code.Should().Throw<UsageException>().WithMessage("serviceentry-endpoint-port at 1.6.0 cannot be judged here, whatever the version: no port");
        VerdictCommand.Code(Cells("RO", ExpectationKind.Affected), Planned("RO")).Should().Be(ExitCode.Bad, "it was seen");
    }

    [Theory]
    [InlineData("N")]
    [InlineData("O")]
    public void What_is_an_error_is_not_said_as_a_verdict_too(string verdicts)
    {
        var said = new StringWriter();

        VerdictCommand.Say(new Matrix(Cells(verdicts, ExpectationKind.Affected).SelectMany(c => c.Runs)), said);

        said.ToString().Should().Be($"{Matrix.ReferenceNote}\n");
    }

    [Fact]
    public void Verdict_of_what_was_not_run_is_a_usage_error_with_the_reason()
    {
        var code = () => VerdictCommand.Code(Cells("N", ExpectationKind.Affected), Planned("N"));

        code.Should().Throw<UsageException>().WithMessage("*was not run: no binary");
    }

    [Theory]
    [InlineData("RR", ExpectationKind.Affected, 0)]
    [InlineData("AA", ExpectationKind.Unaffected, 0)]
    [InlineData("RA", ExpectationKind.Affected, 1)]
    [InlineData("RI", ExpectationKind.Affected, 2)]
    [InlineData("AI", ExpectationKind.Affected, 1)]
    [InlineData("RN", ExpectationKind.Affected, 0)]
    [InlineData("RA", ExpectationKind.None, 0)]
    [InlineData("N", ExpectationKind.Affected, 2)]
    [InlineData("R-", ExpectationKind.Affected, 2)]
    [InlineData("A-", ExpectationKind.Affected, 1)]
    public void Matrix_exits_by_the_worst_of_its_cells(string verdicts, ExpectationKind expected, int code) =>
        MatrixCommand.Code(Cells(verdicts, expected), Planned(verdicts)).Should().Be(code);

    [Theory]
    [InlineData("A", 0)]
    [InlineData("I", 0)]
    [InlineData("R", 0)]
    [InlineData("AI-", 2)]
    public void What_is_quarantined_is_no_matter_of_the_code_of_matrix(string verdicts, int code) =>
        MatrixCommand.Code(Quarantined(Cells(verdicts, ExpectationKind.Affected)), Planned(verdicts)).Should().Be(code);

    [Theory]
    [InlineData("A", 0)]
    [InlineData("I", 125)]
    [InlineData("R", 1)]
    public void Verdict_exits_with_what_was_seen_also_where_it_is_quarantined(string verdicts, int code) =>
        VerdictCommand.Code(Quarantined(Cells(verdicts, ExpectationKind.Affected)), Planned(verdicts)).Should().Be(code);

    private static List<MatrixCell> Quarantined(List<MatrixCell> cells) => cells.ConvertAll(c => new MatrixCell(
        c.Regression,
        c.Version,
        c.Environment,
        [.. c.Runs.Select(r => r with { Record = r.Record with { Quarantine = new Quarantine("istio/istio#1", new DateOnly(2027, 1, 31), "late") } })]));

    // One letter a version: reproduced, absent, inconclusive, inconclusive by our fault, not run; - is planned and left no record.
    private static List<MatrixCell> Cells(string verdicts, ExpectationKind expected) =>
        [.. verdicts.Select((v, i) => Cell(v, $"1.6.{i}", expected)).Where((_, i) => verdicts[i] != '-')];

    private static List<(string Regression, string Version)> Planned(string verdicts) =>
        [.. verdicts.Select((_, i) => ("serviceentry-endpoint-port", $"1.6.{i}"))];

    private static MatrixCell Cell(char verdict, string version, ExpectationKind expected) => new("serviceentry-endpoint-port", version, "reference",
    [
        new RecordedRun("folder", new VerdictRecord
        {
            Regression = "serviceentry-endpoint-port",
            Case = "a-case",
            Environment = "reference",
            Version = version,
            State = verdict == 'N' ? RecordState.NotRun : RecordState.Decided,
            NotRun = verdict == 'N' ? "no binary" : null,
            Verdict = verdict switch
            {
                'R' => Verdict.Reproduced("seen"),
                'A' => Verdict.Absent("seen"),
                'I' => Verdict.Inconclusive("seen"),
                'O' => Verdict.Inconclusive("no port") with { Ours = true },
                _ => null,
            },
            Expectation = new Expectation(expected),
            Started = RecordHost.Current.Started,
            Host = RecordHost.Current,
            Command = "istio-regressions verdict",
        }),
    ]);
}
