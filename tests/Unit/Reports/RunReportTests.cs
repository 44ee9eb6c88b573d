using IstioRegressions.Reports;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Reports;

public sealed class RunReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_in_any_order_give_the_same()
    {
        SomeRun.Write(_folder["a"], SomeRun.Record("1.6.14"), []);
        SomeRun.Write(_folder["b"], SomeRun.Record("1.5.10"), []);
        SomeRun.Write(_folder["c"], SomeRun.Record("1.7.0", VerdictKind.Absent), []);

        var one = RunReport.Read([_folder["a"], _folder["b"], _folder["c"]]);
        var other = RunReport.Read([_folder["c"], _folder["a"], _folder["b"]]);

        other.Runs.Select(r => r.Folder).Should().Equal(one.Runs.Select(r => r.Folder)).And.HaveCount(3);
        one.Matrix.Versions.Should().Equal("1.5.10", "1.6.14", "1.7.0");
    }

    [Fact]
    public void Two_shards_that_each_have_a_first_attempt_of_a_case_have_two_attempts_the_later_of_which_counts()
    {
        SomeRun.Write(_folder["a"], SomeRun.Record("1.6.14") with { Started = DateTimeOffset.UnixEpoch.AddHours(2) }, []);
        SomeRun.Write(_folder["b"], SomeRun.Record("1.6.14", VerdictKind.Inconclusive) with { Started = DateTimeOffset.UnixEpoch.AddHours(1) }, []);

        var report = RunReport.Read([_folder["a"], _folder["b"]]);

        report.Runs.Select(r => (r.Record.Attempt, r.Record.Verdict!.Kind)).Should().Equal((1, VerdictKind.Inconclusive), (2, VerdictKind.Reproduced));
        report.Matrix.Cells.Single().Verdict!.Kind.Should().Be(VerdictKind.Reproduced);
    }

    [Fact]
    public void A_record_that_lies_in_two_shards_is_one()
    {
        SomeRun.Write(_folder["a"], SomeRun.Record("1.6.14"), []);
        SomeRun.Write(_folder["b"], SomeRun.Record("1.6.14"), []);

        RunReport.Read([_folder["a"], _folder["b"]]).Runs.Should().ContainSingle();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("""{"schema":99}""")]
    [InlineData("""{"schema":1,"regression":null,"case":"c","environment":"native","version":"1.6.0","state":"decided","expectation":{"kind":"affected"},"started":"2026-11-21T00:00:00Z","host":{"pid":1,"started":"2026-11-21T00:00:00Z"},"command":"c"}""")]
    [InlineData("""{"schema":1,"regression":"r","case":"c","environment":"native","version":"1.6.0","state":"decided","expectation":{"kind":"affected"},"started":"2026-11-21T00:00:00Z","host":{"pid":1,"started":"2026-11-21T00:00:00Z"},"command":"c"}""")]
    [InlineData("""{"schema":1,"regression":"r","case":"c","environment":"native","version":"of mine","state":"not-run","expectation":{"kind":"affected"},"started":"2026-11-21T00:00:00Z","host":{"pid":1,"started":"2026-11-21T00:00:00Z"},"command":"c"}""")]
    public void A_file_that_is_no_record_is_listed_with_its_reason_and_hides_no_other(string text)
    {
        var folder = SomeRun.Write(_folder["a"], SomeRun.Record("1.6.14"), [("other/verdict.json", text)]);

        var report = RunReport.Read([_folder["a"]]);

        report.Runs.Should().ContainSingle();
        report.Unreadable.Should().ContainSingle().Which.File.Should().Be(Path.Combine(folder, "other", "verdict.json"));
        report.Unreadable.Single().Why.Should().NotBeEmpty().And.NotContain("\n");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error_that_names_it() =>
        this.Invoking(_ => RunReport.Read([_folder["none"]])).Should().Throw<DirectoryNotFoundException>().WithMessage("*none*");

    [Fact]
    public void A_folder_without_records_is_an_error_that_names_it() =>
        this.Invoking(_ => RunReport.Read([_folder.Path])).Should().Throw<FormatException>().WithMessage($"{_folder.Path} has no verdict.json*");

    [Theory]
    [InlineData(1.0, 2.5, true)]
    [InlineData(1.0, 1.4, false)]
    [InlineData(0.1, 0.9, false)]
    [InlineData(10, 12, false)]
    public void Slower_is_by_half_and_by_a_second_at_least(double before, double now, bool isSlower)
    {
        RunReport Taking(double seconds, RunReport? compared = null) => RunReport.Of([SomeRun.At("", SomeRun.Record("1.6.14") with { Seconds = seconds })], compared);

        Taking(now, Taking(before)).Changes.Single().IsSlower.Should().Be(isSlower);
    }

    [Fact]
    public void A_comparison_has_every_cell_of_either_run()
    {
        var before = RunReport.Of([SomeRun.At("", SomeRun.Record("1.5.10")), SomeRun.At("", SomeRun.Record("1.6.14", VerdictKind.Absent))]);

        var changes = RunReport.Of([SomeRun.At("", SomeRun.Record("1.6.14")), SomeRun.At("", SomeRun.Record("1.7.0"))], before).Changes;

        changes.Select(c => (c.Cell.Version, c.Before is not null, c.Now is not null, c.IsOtherVerdict))
            .Should().Equal(("1.6.14", true, true, true), ("1.7.0", false, true, false), ("1.5.10", true, false, false));
    }
}
