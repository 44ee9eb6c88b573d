using IstioRegressions.Catalogue;
using IstioRegressions.Cli.Commands;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Cli;

/// <summary>What a matrix shows of theories that ask an aspect of a regression: they have default versions of their own.</summary>
public sealed class MatrixAspectTests
{
    private static readonly Regression Bug = RegressionCatalogue.Default.Get("zero-downtime-upgrade");
    private static readonly (string, string)[] Planned = [(Bug.Id, "1.6.14")];

    [Fact]
    public void Of_default_versions_it_shows_what_an_aspect_decided_at_its_own() =>
        Shown(new Settings(), Run("1.6.14"), Run("1.19.0", "under-load")).Should().Equal("1.6.14", "1.19.0");

    [Fact]
    public void Of_versions_that_were_asked_for_it_shows_no_others() =>
        Shown(new Settings { Versions = [IstioVersion.Parse("1.6.14")] }, Run("1.6.14"), Run("1.19.0", "under-load")).Should().Equal("1.6.14");

    [Fact]
    public void What_no_aspect_decided_there_is_left_out() =>
        Shown(new Settings(), Run("1.19.0"), Run("1.20.0", "under-load", notRun: "no pods"), Run("1.21.0", "under-load", regression: "crd-count")).Should().BeEmpty();

    [Fact]
    public void It_has_one_row_in_which_each_aspect_is_held_to_its_own_expectation()
    {
        var surprise = Run("1.19.0", "under-load", kind: VerdictKind.Absent);

        var matrix = new Matrix([Run("1.6.14"), Run("1.19.0", kind: VerdictKind.Absent, expected: ExpectationKind.Unaffected), surprise]);

        matrix.Regressions.Should().Equal(Bug.Id);
        (Matrix.Sign(matrix.At("1.6.14", Bug.Id).Single()), Matrix.Sign(matrix.At("1.19.0", Bug.Id).Single())).Should().Be(("R✓", "A✗"));
    }

    [Fact]
    public void A_regression_asked_by_its_aspect_has_the_aspects_versions()
    {
        var underLoad = Bug.At("under-load");

        underLoad.Id.Should().Be(Bug.Id);
        underLoad.DefaultVersions(ReleaseList.Default.Versions).Should().NotBeEquivalentTo(Bug.DefaultVersions(ReleaseList.Default.Versions));
    }

    private static IEnumerable<string> Shown(Settings settings, params RecordedRun[] runs) =>
        MatrixCommand.Shown(runs, Planned, [Bug], settings).Select(r => r.Record.Version);

    private static RecordedRun Run(
        string version,
        string? aspect = null,
        VerdictKind kind = VerdictKind.Reproduced,
        ExpectationKind expected = ExpectationKind.Affected,
        string? notRun = null,
        string? regression = null) => new("folder", new VerdictRecord
        {
            Regression = regression ?? Bug.Id,
            Case = aspect ?? "itself",
            Aspect = aspect,
            Environment = "reference",
            Version = version,
            State = notRun is null ? RecordState.Decided : RecordState.NotRun,
            Verdict = notRun is null ? new Verdict(kind, "seen") : null,
            NotRun = notRun,
            Expectation = new Expectation(expected),
            Started = RecordHost.Current.Started,
            Host = RecordHost.Current,
            Command = "istio-regressions matrix",
        });
}
