using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

/// <summary>What a run makes of records that it keeps, and of what goes wrong.</summary>
public sealed class ScenarioRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scenario-run-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_record_that_is_kept_is_held_against_what_is_expected_now()
    {
        var decided = await DecideAsync(Run(), (_, _) => Task.FromResult(Verdict.Absent("seen")));
        RunFolder.Write(Folder(decided), decided with { Expectation = new Expectation(ExpectationKind.Unaffected) });

        var kept = Run(resumes: true).Decided();

        kept!.Expectation.Should().Be(new Expectation(ExpectationKind.Affected, Basis.Measured));
        kept.Judgement.Should().Be(Judgement.Surprise);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, null)]
    public async Task What_is_our_own_fault_is_recorded_as_such(bool ours, bool? recorded)
    {
        var byMachine = await DecideAsync(Run(), (_, _) => throw new MeshException("no port") { IsOurs = ours });
        var byManifest = await DecideAsync(Run(), (_, _) => throw new ManifestException("a.yaml", " is none") { IsOurs = ours });

        byMachine.Verdict.Should().Be(Verdict.Inconclusive("no port") with { Ours = recorded });
        byManifest.Verdict.Should().Be(Verdict.Inconclusive("a.yaml is none") with { Ours = recorded });
    }

    [Fact]
    public async Task A_quarantined_scenario_is_run_and_recorded_and_shown_as_skipped_with_its_verdict()
    {
        var run = new ScenarioRun(Row, Settings(), Theory, Quarantined("2999-12-31"));
        var record = await DecideAsync(run, (_, _) => Task.FromResult(Verdict.Absent("seen")));

        var check = () => Scenario.Check(record, Row, run.Folder);

        check.Should().Throw<SkipException>().WithMessage(
            $"quarantined until 2999-12-31 (istio/istio#1): late; it was run and is not asserted: affected (measured) is what is expected and the verdict is Absent: seen; evidence in {run.Folder}");
        RunFolder.Read(Path.Combine(run.Folder, RunFolder.RecordFile)).Should().BeEquivalentTo(record, o => o.Including(r => r.Verdict).Including(r => r.Quarantine));
    }

    [Fact]
    public async Task A_quarantine_that_expired_does_not_hold()
    {
        var run = new ScenarioRun(Row, Settings(), Theory, Quarantined("2020-12-31"));
        var record = await DecideAsync(run, (_, _) => Task.FromResult(Verdict.Absent("seen")));

        var check = () => Scenario.Check(record, Row, run.Folder);

        check.Should().Throw<Xunit.Sdk.XunitException>().WithMessage("*affected (measured) is what is expected and the verdict is Absent: seen*");
    }

    private static QuarantineList Quarantined(string expires) => QuarantineList.Parse(
        "list.yaml", $"[{{ regression: crd-count, environment: reference, link: istio/istio#1, expires: {expires}, reason: late }}]", RegressionCatalogue.Default);

    private static IstioRow Row => new("crd-count", IstioVersion.Parse("1.1.17"));

    private static System.Reflection.MethodInfo Theory => typeof(CrdCount).GetMethod(nameof(CrdCount.A_release_keeps_within_the_limit))!;

    private Settings Settings(bool resumes = false) => new() { Artifacts = _folder.FullName, Run = "run", Resumes = resumes, Release = _folder.FullName };

    private string Folder(VerdictRecord record) => new RunFolder(Path.Combine(_folder.FullName, "run")).AttemptsAt(record)[^1].Folder;

    private ScenarioRun Run(bool resumes = false) => new(Row, Settings(resumes), Theory);

    private static Task<VerdictRecord> DecideAsync(ScenarioRun run, Func<ReleaseFiles, CancellationToken, Task<Verdict>> body) =>
        run.DecideAsync(body, TimeSpan.FromMinutes(1));
}
