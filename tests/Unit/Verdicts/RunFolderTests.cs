using System.Diagnostics;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Verdicts;

public sealed class RunFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("run-folder-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_record_reads_back_as_it_was_written()
    {
        var (folder, opened) = new RunFolder(_folder.FullName).Open(Record() with { State = RecordState.Decided, Verdict = Verdict.Reproduced("port 80 <seen>") });

        RunFolder.Read(Path.Combine(folder, RunFolder.RecordFile)).Should().BeEquivalentTo(opened);
    }

    [Fact]
    public void A_record_lies_under_environment_version_regression_case_and_attempt()
    {
        var run = new RunFolder(_folder.FullName);
        run.Open(Record());

        var (folder, second) = run.Open(Record());

        second.Attempt.Should().Be(2);
        Path.GetRelativePath(_folder.FullName, folder).Should().Be("reference/1.6.0/serviceentry-endpoint-port/a-case/2");
    }

    [Fact]
    public async Task An_attempt_is_given_to_one_only_however_many_ask_at_once()
    {
        using var start = new Barrier(8);

        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, 10).Select(_ => new RunFolder(_folder.FullName).Open(Record())).ToList();
            },
            TaskCreationOptions.LongRunning)));

        opened.SelectMany(o => o).Select(o => o.Record.Attempt).Should().BeEquivalentTo(Enumerable.Range(1, 80));
    }

    [Fact]
    public void What_cannot_be_made_is_an_error_with_the_reason()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "reference/1.6.0/serviceentry-endpoint-port"));
        File.WriteAllText(Path.Combine(_folder.FullName, "reference/1.6.0/serviceentry-endpoint-port/a-case"), "a file in the way");

        new RunFolder(_folder.FullName).Invoking(f => f.Open(Record())).Should().Throw<IOException>().WithMessage("*a-case*");
    }

    [Fact]
    public void A_control_lies_apart_from_the_versions()
    {
        var (folder, _) = new RunFolder(_folder.FullName).Open(Record() with { Control = "with-no-defect" });

        Path.GetRelativePath(_folder.FullName, folder).Should().Be("controls/with-no-defect/serviceentry-endpoint-port/a-case/1");
    }

    [Fact]
    public void A_run_that_does_not_exist_has_no_records() =>
        new RunFolder(Path.Combine(_folder.FullName, "none")).ReadAll().Should().BeEmpty();

    [Fact]
    public void A_record_of_another_schema_is_refused_by_its_file()
    {
        var (folder, opened) = new RunFolder(_folder.FullName).Open(Record());
        RunFolder.Write(folder, opened with { Schema = 99 });

        var read = () => new RunFolder(_folder.FullName).ReadAll();

        read.Should().Throw<FormatException>().WithMessage($"*{RunFolder.RecordFile}*schema 99*");
    }

    [Fact]
    public void A_file_that_is_no_record_is_refused_by_its_name()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, RunFolder.RecordFile), "{ half a rec");

        var read = () => new RunFolder(_folder.FullName).ReadAll();

        read.Should().Throw<FormatException>().WithMessage($"*{RunFolder.RecordFile} is no verdict record*");
    }

    [Fact]
    public void A_run_whose_host_is_gone_is_inconclusive()
    {
        using var ended = Process.Start(new ProcessStartInfo("true"))!;
        var host = new RecordHost(ended.Id, RecordHost.Current.Started);
        ended.WaitForExit();

        var record = Record() with { Host = host };

        record.Conclusion!.Kind.Should().Be(VerdictKind.Inconclusive);
        record.Judgement.Should().Be(Judgement.Inconclusive);
    }

    [Fact]
    public void A_run_whose_id_was_given_to_another_process_is_inconclusive() =>
        (Record() with { Host = RecordHost.Current with { Started = RecordHost.Current.Started.AddMinutes(-1) } })
            .Conclusion!.Kind.Should().Be(VerdictKind.Inconclusive);

    [Fact]
    public void A_run_whose_host_is_alive_has_no_conclusion_yet() => Record().Conclusion.Should().BeNull();

    private static VerdictRecord Record() => new()
    {
        Regression = "serviceentry-endpoint-port",
        Case = "a-case",
        Environment = "reference",
        Version = "1.6.0",
        State = RecordState.Running,
        Expectation = new Expectation(ExpectationKind.Affected, Basis.Git),
        Started = RecordHost.Current.Started,
        Host = RecordHost.Current,
        Command = "istio-regressions verdict",
    };
}
