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

    private string Folder(VerdictRecord record) => new RunFolder(Path.Combine(_folder.FullName, "run")).AttemptsAt(record)[^1].Folder;

    private ScenarioRun Run(bool resumes = false) => new(
        new IstioRow("crd-count", IstioVersion.Parse("1.1.17")),
        new Settings { Artifacts = _folder.FullName, Run = "run", Resumes = resumes, Release = _folder.FullName },
        typeof(CrdCount).GetMethod(nameof(CrdCount.A_release_keeps_within_the_limit))!);

    private static Task<VerdictRecord> DecideAsync(ScenarioRun run, Func<ReleaseFiles, CancellationToken, Task<Verdict>> body) =>
        run.DecideAsync(body, TimeSpan.FromMinutes(1));
}
