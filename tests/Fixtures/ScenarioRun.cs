using System.Globalization;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Fixtures;

/// <summary>One run of one scenario at one row: its record, its folder, its clock.</summary>
internal sealed class ScenarioRun(IstioRow istio, Settings settings, string theory)
{
    // One wait may take a good part of the budget, and still leaves time to say what was missed.
    private const int WaitsInABudget = 3;

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Where the record and the evidence are; empty until the run was opened.</summary>
    public string Folder { get; private set; } = "";

    private string EnvironmentName => settings.Environment.ToString().ToLowerInvariant();

    /// <summary>Records that the scenario was not run.</summary>
    public void WriteNotRun(string why) => Open(New(RecordState.NotRun) with { NotRun = why });

    /// <summary>Starts a mesh, runs the body and writes the record. Whatever goes wrong is an inconclusive verdict.</summary>
    public async Task<VerdictRecord> DecideAsync(
        MeshFixture meshes,
        Func<Mesh, CancellationToken, Task<Verdict>> body,
        Func<MeshRequest, MeshRequest> ask,
        TimeSpan budget)
    {
        using var deadline = new CancellationTokenSource(budget);
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
            (verdict, decided) = await JudgeAsync(mesh, body, started, ct);
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

    private static Verdict Inconclusive(Exception e, CancellationToken ct) => e is OperationCanceledException && ct.IsCancellationRequested
        ? Verdict.Inconclusive("the scenario's time budget ran out before a verdict")
        : Verdict.Inconclusive(e.Message);

    private async Task<(Verdict Verdict, TimeSpan After)> JudgeAsync(
        Mesh mesh, Func<Mesh, CancellationToken, Task<Verdict>> body, long started, CancellationToken ct)
    {
        Verdict verdict;
        try
        {
            verdict = await body(mesh, ct);
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
        Case = theory.ToLowerInvariant().Replace('_', '-'),
        Environment = EnvironmentName,
        Version = istio.Version.ToString(),
        Control = istio.Control?.Name,
        State = state,
        Expectation = istio.Expectation,
        Started = _time.GetUtcNow(),
        Host = RecordHost.Current,
        Command = Command(),
    };

    private string Command() => istio.Control is not null
        ? $"dotnet test tests/Scenarios --filter \"Regression={istio.Regression.Id}&DisplayName~{istio}\""
        : string.Create(CultureInfo.InvariantCulture,
            $"istio-regressions verdict --regression {istio.Regression.Id} --versions {istio.Version} --environment {EnvironmentName}{Pilot()}{Expect()}");

    private string Pilot() => settings.Pilot is { } pilot ? $" --pilot '{pilot}'" : "";

    private string Expect() => settings.Expect == ExpectedVerdict.Catalogue ? "" : $" --expect {settings.Expect.ToString().ToLowerInvariant()}";

    private VerdictRecord Open(VerdictRecord record)
    {
        var run = new RunFolder(Path.Combine(settings.Artifacts, settings.Run));
        (Folder, var opened) = run.Open(record);
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
