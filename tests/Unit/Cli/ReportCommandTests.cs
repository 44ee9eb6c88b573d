using IstioRegressions.Unit.Meshes;
using IstioRegressions.Unit.Reports;

namespace IstioRegressions.Unit.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_page_lies_beside_the_evidence_and_a_record_that_cannot_be_read_is_named()
    {
        var damaged = Path.Combine(SomeRun.Write(_folder["run"], SomeRun.Record("1.6.14"), [("damaged/verdict.json", "{")]), "damaged", "verdict.json");

        var run = await CommandLine.RunAsync(_folder.Path, "report", _folder["run"], "--quiet");

        run.Code.Should().Be(2, "what could not be read is no pass");
        run.Errors.Should().Contain($"istio-regressions: {damaged} could not be read: ");
        run.Said.Should().Contain("report.html: 1 cells, 0 surprises, 0 inconclusive");
        (await File.ReadAllTextAsync(Path.Combine(_folder["run"], "report.html"))).Should().Contain("href=native/1.6.14/serviceentry-endpoint-port/");
    }

    [Fact]
    public async Task What_cannot_be_written_is_one_error_and_leaves_nothing()
    {
        SomeRun.Write(_folder["run"], SomeRun.Record("1.6.14"), []);
        Directory.CreateDirectory(_folder["in-the-way.html"]);

        var run = await CommandLine.RunAsync(_folder.Path, "report", _folder["run"], "--output", _folder["in-the-way.html"], "--quiet");

        run.Code.Should().Be(255);
        run.Errors.Split('\n').Where(line => line.StartsWith("istio-regressions: ", StringComparison.Ordinal)).Should()
            .ContainSingle().Which.Should().Contain($"--output {_folder["in-the-way.html"]} cannot be written: ");
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("run", "in-the-way.html");
    }
}
