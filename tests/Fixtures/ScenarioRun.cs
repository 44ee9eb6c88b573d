using System.Reflection;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;
using Xunit;

namespace IstioRegressions.Fixtures;

/// <summary>One run of one scenario at one row: its record, its folder, its clock.</summary>
internal sealed class ScenarioRun(IstioRow istio, Settings settings, MethodInfo theory, QuarantineList? quarantined = null)
{
    // One wait may take a good part of the budget, and still leaves time to say what was missed.
    private const int WaitsInABudget = 3;

    // A bundle of a cluster asks every pod for its log.
    private static readonly TimeSpan ExplainedWithin = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Where the record and the evidence are; empty until the run was opened.</summary>
    public string Folder { get; private set; } = "";

    private RunFolder Root => new(Path.Combine(settings.Artifacts, settings.Run));

    private string EnvironmentName => settings.Environment.ToString().ToLowerInvariant();

    // What verdict and dotnet test leave out unless it is asked for: minutes and gigabytes.
    private bool IsPublishedScale => CustomAttributeData.GetCustomAttributes(theory)
        .Any(a => a.AttributeType == typeof(TraitAttribute) && a.ConstructorArguments is [{ Value: "Scale" }, { Value: "Published" }]);

    /// <summary>
    /// What the run that is resumed has decided already, beside what is expected now; null where it is still to be run.
    /// </summary>
    public VerdictRecord? Decided()
    {
        if (!settings.Resumes || Root.AttemptsAt(New(RecordState.Running)).LastOrDefault() is not { Record.IsDecided: true } last)
        {
            return null;
        }

        Folder = last.Folder;
        return last.Record with { Expectation = istio.Expectation, Quarantine = Quarantine() };
    }

    /// <summary>Records that the scenario was not run.</summary>
    public void WriteNotRun(string why) => Open(New(RecordState.NotRun) with { NotRun = why });

    /// <summary>Starts a mesh, runs the body and writes the record. Whatever goes wrong is an inconclusive verdict.</summary>
    public async Task<VerdictRecord> DecideAsync(
        MeshFixture meshes,
        Func<Mesh, CancellationToken, Task<Verdict>> body,
        Func<MeshRequest, MeshRequest> ask,
        TimeSpan budget)
    {
        using var deadline = new CancellationTokenSource(budget + MeshFixture.StartsWithin(settings.Environment));
        var ct = deadline.Token;
        var record = Open(New(RecordState.Running));
        var started = _time.GetTimestamp();
        TimeSpan? ready = null;
        Verdict verdict;
        TimeSpan decided;
        try
        {
            var manifests = Path.Combine(AppContext.BaseDirectory, "fixtures-yaml", istio.Regression.Id);
            var request = ask(new MeshRequest(istio.Version, manifests, Folder)
            {
                Defects = istio.Control?.Defects,
                AcceptWithin = budget / WaitsInABudget,
                ObserveWithin = budget / WaitsInABudget,
            });
            await using var mesh = await meshes.StartAsync(request, settings, ct);
            ready = _time.GetElapsedTime(started);
            deadline.CancelAfter(budget);
            (verdict, decided) = await JudgeAsync(ct => body(mesh, ct), started, ct);
            if ((record with { State = RecordState.Decided, Verdict = verdict }).Judgement is not (Judgement.AsExpected or Judgement.NotJudged))
            {
                await ExplainAsync(mesh);
            }
        }
        catch (Exception e)
        {
            decided = _time.GetElapsedTime(started);
            verdict = Inconclusive(e, ct);
        }

        return Close(record with
        {
            State = RecordState.Decided,
            Verdict = verdict,
            ReadySeconds = ready?.TotalSeconds,
            Seconds = decided.TotalSeconds,
        });
    }

    /// <summary>Runs the body on the files of the release and writes the record. Whatever goes wrong is an inconclusive verdict.</summary>
    public async Task<VerdictRecord> DecideAsync(Func<ReleaseFiles, CancellationToken, Task<Verdict>> body, TimeSpan budget)
    {
        using var deadline = new CancellationTokenSource(budget);
        var record = Open(New(RecordState.Running));
        var started = _time.GetTimestamp();
        var (verdict, decided) = await JudgeAsync(ct => body(Release(), ct), started, deadline.Token);
        return Close(record with { State = RecordState.Decided, Verdict = verdict, Seconds = decided.TotalSeconds });
    }

    // What was decided stays decided: an explanation that cannot be had is itself evidence.
    private async Task ExplainAsync(Mesh mesh)
    {
        using var limit = new CancellationTokenSource(ExplainedWithin);
        try
        {
            await mesh.ExplainAsync(limit.Token);
        }
        catch (Exception e)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, "not-explained.txt"), $"{e.Message}\n", CancellationToken.None);
        }
    }

    private ReleaseFiles Release() => ReleaseFiles.Find(settings.Release, istio.Version) is (null, { } path)
        ? new ReleaseFiles(path, Folder)
        : throw new MeshException($"the files of release {istio.Version} are no longer there");

    private static Verdict Inconclusive(Exception e, CancellationToken ct) => e is OperationCanceledException && ct.IsCancellationRequested
        ? Verdict.Inconclusive("the scenario's time budget ran out before a verdict")
        : Verdict.Inconclusive(e.Message) with { Ours = e is MeshException { IsOurs: true } or ManifestException { IsOurs: true } ? true : null };

    private async Task<(Verdict Verdict, TimeSpan After)> JudgeAsync(
        Func<CancellationToken, Task<Verdict>> body, long started, CancellationToken ct)
    {
        Verdict verdict;
        try
        {
            verdict = await body(ct);
        }
        catch (Exception e)
        {
            verdict = Inconclusive(e, ct);
        }

        return (verdict, _time.GetElapsedTime(started));
    }

    private VerdictRecord New(RecordState state) => new()
    {
        Regression = istio.Regression.Id,
        Case = theory.Name.ToLowerInvariant().Replace('_', '-'),
        Aspect = istio.Aspect,
        Environment = EnvironmentName,
        Version = istio.Version.ToString(),
        Control = istio.Control?.Name,
        State = state,
        Expectation = istio.Expectation,
        Quarantine = Quarantine(),
        Started = _time.GetUtcNow(),
        Host = RecordHost.Current,
        Command = Command(),
    };

    private Quarantine? Quarantine() =>
        (quarantined ?? QuarantineList.Default).Of(istio.Regression.Id, EnvironmentName, istio.Control is null ? istio.Version : null, _time);

    private string Command()
    {
        if (istio.Control is not null)
        {
            return Test($"&DisplayName~{istio}");
        }

        var given = RepeatOptions.Of(settings, istio.Regression).Prepend((Option: "--versions", Variable: "ISTIO_VERSIONS", Value: $"{istio.Version}")).ToList();
        return IsPublishedScale
            ? string.Concat(given.Select(g => $"{g.Variable}={g.Value} ")) + (settings.Soak == SoakLimit.Default ? "" : $"ISTIO_SOAK={settings.Soak} ") + Test()
            : $"istio-regressions verdict --regression {istio.Regression.Id} {string.Join(' ', given.Select(g => $"{g.Option} {g.Value}"))}";
    }

    // The settings that the projects name leave the published scale out, whatever a filter says.
    private string Test(string which = "") =>
        $"dotnet test tests/Scenarios{(IsPublishedScale ? " --settings tests/published.runsettings" : "")} --filter \"FullyQualifiedName~.{theory.Name}{which}\"";

    private VerdictRecord Open(VerdictRecord record)
    {
        (Folder, var opened) = Root.Open(record);
        return opened;
    }

    private VerdictRecord Close(VerdictRecord record)
    {
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file))
            .Where(file => file != RunFolder.RecordFile)
            .Order(StringComparer.Ordinal);
        var closed = record with { Evidence = [.. files] };
        RunFolder.Write(Folder, closed);
        return closed;
    }
}
