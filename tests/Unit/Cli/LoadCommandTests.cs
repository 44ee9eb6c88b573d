using System.Diagnostics;
using System.Text.Json;

namespace IstioRegressions.Unit.Cli;

public sealed class LoadCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-command-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Load_on_the_reference_reports_what_it_cost_both()
    {
        var run = await CommandLine.RunAsync(_folder.FullName, "load", "--observers", "50", "--namespaces", "4", "--services", "3", "--edits", "2", "--label", "app=shop", "--json");

        run.Code.Should().Be(0, run.Errors);
        run.Errors.Should().ContainAll("50 of 50 have acknowledged", "edit 2 of 2");
        var report = JsonDocument.Parse(run.Said).RootElement;
        report.GetProperty("pilot").GetString().Should().StartWith("reference pilot ");
        report.GetProperty("observers").GetInt32().Should().Be(50);
        report.GetProperty("acknowledgedSeconds").GetDouble().Should().BePositive();
        report.GetProperty("pilotCpuSeconds").GetDouble().Should().BeGreaterThanOrEqualTo(0);
        report.GetProperty("push").GetProperty("count").GetInt32().Should().Be(100);
        _folder.GetFiles("pilot.log", SearchOption.AllDirectories).Should().ContainSingle();
    }

    [Fact]
    public async Task The_limit_on_open_files_is_an_error_before_anything_is_started()
    {
        var run = await CommandLine.EndAsync(CommandLine.Start(
            _folder.FullName,
            new ProcessStartInfo("bash", ["-c", "ulimit -n 400 && exec dotnet exec \"$0\" load --observers 1000", CommandLine.Program])));

        run.Code.Should().Be(255);
        run.Errors.Should().StartWith("istio-regressions: 1000 observers need 1000 open files, and the limit on open files of this process (RLIMIT_NOFILE, hard) is 400,");
        run.Said.Should().BeEmpty();
        _folder.EnumerateFileSystemInfos().Should().BeEmpty();
    }

    [Fact]
    public async Task The_soft_limit_on_open_files_is_raised_to_the_hard_one()
    {
        var run = await CommandLine.EndAsync(CommandLine.Start(
            _folder.FullName,
            new ProcessStartInfo("bash", ["-c", "ulimit -Sn 200 && ulimit -Hn 600 && exec dotnet exec \"$0\" load --observers 1000", CommandLine.Program])));

        run.Code.Should().Be(255);
        run.Errors.Should().Contain("(RLIMIT_NOFILE, hard) is 600,");
    }

    [Fact]
    public async Task A_pilot_that_is_not_there_is_named_with_its_address()
    {
        var run = await CommandLine.RunAsync(_folder.FullName, "load", "--observers", "3", "--address", "127.0.0.1:9", "--quiet");

        run.Code.Should().Be(255);
        run.Errors.Should().StartWith("istio-regressions: ").And.Contain("127.0.0.1:9").And.Contain("Connection refused");
    }
}
