using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Cli;

/// <summary>The command as a user meets it: a process with arguments, an exit code, and what it prints.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("command-line-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Verdict_says_what_was_seen_and_exits_with_it()
    {
        var run = await RunAsync("verdict", "--regression", "serviceentry-endpoint-port", "--versions", "1.6.14", "--quiet");

        run.Code.Should().Be(1, run.Errors);
        run.Errors.Should().BeEmpty();
        run.Said.Should().Contain("serviceentry-endpoint-port at 1.6.14 (reference): reproduced ✓").And.Contain("evidence: ").And.EndWith($"{Matrix.ReferenceNote}\n");
    }

    [Fact]
    [Trait("Scale", "Commands")]
    public async Task Matrix_over_the_reference_shows_every_cell_and_exits_with_1_where_one_is_not_as_expected()
    {
        var run = await RunAsync(
            "matrix", "--regression", "serviceentry-endpoint-port", "workloadentry-relabel-leak", "--versions", "1.6.14,1.8.0", "--expect", "affected");

        run.Code.Should().Be(1, run.Errors);
        run.Said.Should().Contain("4 of 4 decided").And.Contain("1.6.14").And.Contain("1.8.0").And.Contain(Matrix.ReferenceNote)
            .And.Contain("absent ✗ surprise").And.Contain("repeat it: istio-regressions verdict");
        run.Said.Should().NotContain("\e", "what is no terminal gets plain lines");
        XDocument.Load(_folder.GetFiles("test-host.trx", SearchOption.AllDirectories).Single().FullName)
            .Descendants(XName.Get("UnitTestResult", "http://microsoft.com/schemas/VisualStudio/TeamTest/2010")).Select(r => (string)r.Attribute("outcome")!)
            .Should().BeEquivalentTo("Passed", "Passed", "Failed", "Failed");
        _folder.GetFiles("matrix.*", SearchOption.AllDirectories).Select(f => f.Name).Should().BeEquivalentTo("matrix.md", "matrix.svg");
    }

    [Fact]
    [Trait("Scale", "Commands")]
    public async Task Json_is_all_that_is_written_and_is_the_records()
    {
        var run = await RunAsync("matrix", "--regression", "serviceentry-endpoint-port", "--versions", "1.7.0", "--json", "--quiet");

        run.Code.Should().Be(0, run.Errors);
        run.Errors.Should().BeEmpty();
        var record = JsonDocument.Parse(run.Said).RootElement.EnumerateArray().Single();
        record.GetProperty("verdict").GetProperty("kind").GetString().Should().Be("absent");
        record.GetProperty("evidence").EnumerateArray().Select(e => e.GetString()).Should().Contain("pilot.log").And.Contain(e => e!.StartsWith("observed/"));
    }

    [Fact]
    [Trait("Scale", "Commands")]
    public async Task A_binary_that_does_not_start_is_a_commit_that_cannot_be_judged()
    {
        var pilot = Path.Combine(_folder.FullName, "pilot-discovery");
        await File.WriteAllTextAsync(pilot, "not a program");

        var run = await RunAsync("verdict", "--regression", "serviceentry-endpoint-port", "--versions", "1.6.14", "--pilot", pilot);

        run.Code.Should().Be(125, run.Errors);
        run.Said.Should().Contain("inconclusive").And.Contain("cannot be started");
    }

    [Fact]
    public async Task List_names_every_regression_with_its_ranges()
    {
        var run = await RunAsync("list", "--json");

        var entries = JsonDocument.Parse(run.Said).RootElement.EnumerateArray().ToList();
        entries.Select(e => e.GetProperty("id").GetString()).Should().Contain("serviceentry-endpoint-port");
        entries[0].GetProperty("affected")[0].GetProperty("range").GetString().Should().Be("[1.5.0, 1.7.0)");
    }

    [Fact]
    public async Task Doctor_finds_the_reference_ready()
    {
        var run = await RunAsync("doctor");

        run.Code.Should().Be(0, run.Said);
        run.Said.Should().Contain("reference: ready").And.Contain("native: not ready").And.Contain("give --pilot PATH")
            .And.Contain("pin images: istio-regressions images lock").And.Contain("native, for crd-count: not ready").And.Contain("native, for 0.7 to 1.0: ").And.Contain("k3s: not ready");
    }

    [Fact]
    [Trait("Scale", "Commands")]
    public async Task Interrupted_it_ends_all_that_was_started_and_resumed_it_keeps_what_was_decided()
    {
        string[] matrix = ["matrix", "--regression", "serviceentry-endpoint-port", "--versions", "1.6.0..1.6.14"];   // more than run at once: there is something left to interrupt
        using var patience = new CancellationTokenSource(CommandLine.Patience);
        using var process = Start(matrix);
        await process.StandardOutput.ReadLineAsync(patience.Token);   // the first verdict: meshes are running

        Signal.Send("INT", process.Id);
        await process.WaitForExitAsync(patience.Token);

        var run = new RunFolder(_folder.GetDirectories().Single().FullName);
        process.ExitCode.Should().Be(130);
        (await process.StandardError.ReadToEndAsync(patience.Token)).Should()
            .Contain("interrupted").And.Contain($"give the same command and --resume {Path.GetFileName(run.Path)}");
        await Polling.UntilAsync(
            "nothing of it runs",
            TimeSpan.FromSeconds(10),
            _ => Task.FromResult(Processes.With("ISTIO_ARTIFACTS", _folder.FullName).Count == 0),
            () => string.Join('\n', Processes.With("ISTIO_ARTIFACTS", _folder.FullName).Select(pid => string.Join(' ', Processes.Arguments(pid)))),
            patience.Token);

        var before = run.ReadAll().Where(r => r.Record.IsDecided).ToList();
        var resumed = await RunAsync([.. matrix, "--resume", Path.GetFileName(run.Path)]);

        resumed.Code.Should().Be(0, "{0}{1}", resumed.Errors, resumed.Said);
        before.Should().NotBeEmpty();
        resumed.Said.Should().Contain($"15 of 15 decided, {before.Count} of them before,");
        var after = run.ReadAll().ToLookup(r => r.Record.Version);
        after.Should().HaveCount(15).And.OnlyContain(attempts => attempts.Count(r => r.Record.IsDecided) == 1);
        foreach (var kept in before)
        {
            after[kept.Record.Version].Should().ContainSingle("it was decided, so there is no second attempt").Which.Record.Should().BeEquivalentTo(kept.Record);
        }
    }

    [Fact]
    [Trait("Scale", "Commands")]
    public async Task Killed_it_leaves_nothing_running()
    {
        using var patience = new CancellationTokenSource(CommandLine.Patience);
        using var process = Start("matrix", "--regression", "serviceentry-endpoint-port", "--versions", "1.6.10..1.6.14");
        await process.StandardOutput.ReadLineAsync(patience.Token);   // the first verdict of many

        process.Kill();

        await Polling.UntilAsync(
            "nothing of it runs",
            TimeSpan.FromSeconds(10),
            _ => Task.FromResult(Processes.With("ISTIO_ARTIFACTS", _folder.FullName).Count == 0),
            () => string.Join('\n', Processes.With("ISTIO_ARTIFACTS", _folder.FullName).Select(pid => string.Join(' ', Processes.Arguments(pid)))),
            patience.Token);
    }

    private Task<(int Code, string Said, string Errors)> RunAsync(params string[] arguments) => CommandLine.RunAsync(_folder.FullName, [], arguments);

    private Process Start(params string[] arguments) => CommandLine.Start(_folder.FullName, [], arguments);
}
