using IstioRegressions.Catalogue;
using IstioRegressions.Cli;
using IstioRegressions.Meshes;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Cli;

/// <summary>Which records of a run's folder a command takes for its own, and what it holds them against.</summary>
public sealed class ScenarioHostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kept_records_are_judged_by_what_is_expected_now()
    {
        Write(Record() with { Expectation = new Expectation(ExpectationKind.Unaffected) });

        Judgements(Resumed).Should().Equal(Judgement.AsExpected);
        Judgements(Resumed with { Expect = ExpectedVerdict.Unaffected }).Should().Equal(Judgement.Surprise);
    }

    [Fact]
    public void A_kept_record_of_a_regression_that_is_gone_stays_as_it_is()
    {
        Write(Record() with { Regression = "no-more" });

        Judgements(Resumed).Should().Equal(Judgement.Surprise);
    }

    [Fact]
    public void Only_what_its_own_host_wrote_is_taken()
    {
        var host = new ScenarioHost(Run);
        var own = RecordHost.Current with { Command = Environment.ProcessId };
        Write(Record() with { Host = own, Started = TimeProvider.System.GetUtcNow() });

        Write(Record() with { Host = own with { Command = own.Command + 1 }, Started = TimeProvider.System.GetUtcNow(), Version = "1.6.1" });
        Write(Record() with { Host = own with { Command = null }, Started = TimeProvider.System.GetUtcNow(), Version = "1.6.2" });
        Write(Record() with { Host = own, Version = "1.6.3" });
        Write(Record() with { Host = own, Started = TimeProvider.System.GetUtcNow(), Version = "1.6.4", Control = "with-no-defect" });
        Write(Record() with { Host = own, Started = TimeProvider.System.GetUtcNow(), Version = "1.6.5", Environment = "native" });

        host.Records.Select(r => r.Record.Version).Should().Equal("1.6.0");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_with_the_way_out()
    {
        var file = _folder.Write("a-file", "");

        var make = () => new ScenarioHost(Run with { Artifacts = file });

        make.Should().Throw<UsageException>().WithMessage($"records and evidence cannot be written to {file}: *; give a directory that can be written: --output DIRECTORY (ISTIO_ARTIFACTS)");
    }

    private Settings Run => new() { Artifacts = _folder.Path, Run = "run" };

    private Settings Resumed => Run with { Resumes = true };

    private static IEnumerable<Judgement> Judgements(Settings settings) => new ScenarioHost(settings).Records.Select(r => r.Record.Judgement);

    private void Write(VerdictRecord record) => new RunFolder(_folder["run"]).Open(record);

    private static VerdictRecord Record() => new()
    {
        Regression = "serviceentry-endpoint-port",
        Case = "a-case",
        Environment = "reference",
        Version = "1.6.0",
        State = RecordState.Decided,
        Verdict = Verdict.Reproduced("seen"),
        Expectation = new Expectation(ExpectationKind.Unaffected),
        Started = RecordHost.Current.Started,
        Host = RecordHost.Current,
        Command = "istio-regressions verdict",
    };
}
