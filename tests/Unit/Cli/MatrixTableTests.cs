using IstioRegressions.Catalogue;
using IstioRegressions.Cli;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;
using Spectre.Console;

namespace IstioRegressions.Unit.Cli;

public sealed class MatrixTableTests
{
    private static readonly IReadOnlyList<string> Regressions = [.. RegressionCatalogue.Default.Regressions.Select(r => r.Id)];

    [Fact]
    public void A_small_matrix_is_one_block_with_minors_over_patches()
    {
        var lines = Draw(80, Run("1.6.0", "crd-count"), Run("1.6.14", "crd-count"), Run("1.10.2", "crd-count", VerdictKind.Absent));

        lines.Should().Equal(
            "           1.6    1.10",
            "           0  14  2",
            "crd-count  R✓ R✓  A✗",
            "",
            Matrix.Legend);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    public void All_regressions_over_all_releases_fit_the_width_with_every_name_version_and_cell_whole(int width)
    {
        var versions = ReleaseList.Default.Versions.Select(v => $"{v}").ToList();

        var lines = Draw(width, [.. versions.SelectMany(v => Regressions.Select(r => Run(v, r)))]);

        lines.Should().OnlyContain(line => line.Length <= width);
        lines.Where(line => line.Length > 0 && line[0] is not ' ' && line != Matrix.Legend)
            .Should().OnlyContain(line => Regressions.Any(r => line.StartsWith($"{r} ", StringComparison.Ordinal)), "no line is broken");
        lines.Sum(line => line.Split("R✓").Length - 1).Should().Be(versions.Count * Regressions.Count);
        Regressions.Should().OnlyContain(r => lines.Any(line => line.StartsWith($"{r} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_block_leaves_out_what_has_nothing_in_it()
    {
        var lines = Draw(40, [Run("1.0.0", "crd-count"), .. Enumerable.Range(0, 9).Select(minor => Run($"1.{minor + 1}.0", "memory-per-endpoint"))]);

        lines.Count(line => line.StartsWith("crd-count", StringComparison.Ordinal)).Should().Be(1);
        lines.Count(line => line.StartsWith("memory-per-endpoint", StringComparison.Ordinal)).Should().BeGreaterThan(1);
    }

    [Theory]
    [InlineData(RecordState.NotRun, null, "·")]
    [InlineData(RecordState.Running, null, "…")]
    [InlineData(RecordState.Decided, VerdictKind.Inconclusive, "?")]
    [InlineData(RecordState.Decided, VerdictKind.Absent, "A✗")]
    [InlineData(RecordState.Decided, VerdictKind.Reproduced, "R✓")]
    public void Each_cell_is_a_sign(RecordState state, VerdictKind? verdict, string sign) =>
        Draw(80, Run("1.6.0", "crd-count", verdict, state))[2].Should().Be($"crd-count  {sign}");

    private static List<string> Draw(int width, params RecordedRun[] runs)
    {
        var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(said) });
        console.Profile.Width = width;
        console.Write(MatrixTable.Draw(new Matrix(runs), width));
        return [.. said.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    private static RecordedRun Run(string version, string regression, VerdictKind? verdict = VerdictKind.Reproduced, RecordState state = RecordState.Decided) =>
        new("folder", new VerdictRecord
    {
        Regression = regression,
        Case = "a-case",
        Environment = "reference",
        Version = version,
        State = state,
        Verdict = verdict is { } kind ? new Verdict(kind, "seen") : null,
        NotRun = state == RecordState.NotRun ? "no binary" : null,
        Expectation = new Expectation(ExpectationKind.Affected),
        Started = RecordHost.Current.Started,
        Host = RecordHost.Current,
        Command = "istio-regressions verdict",
    });
}
