using System.Diagnostics;
using System.Globalization;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli;

/// <summary>Runs scenarios in a test host of their own and follows the records that they write.</summary>
public sealed class ScenarioHost
{
    private const int LastLines = 15;

    // It ends its scenarios first; what it has not ended by then is left to its guard.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();
    private readonly Settings _settings;

    /// <summary>Makes the folder of the run; the host is started by <see cref="RunAsync"/>.</summary>
    /// <param name="settings">What the host is told; its run folder is where the records are read.</param>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public ScenarioHost(Settings settings)
    {
        _settings = settings;
        Run = new RunFolder(Path.Combine(settings.Artifacts, settings.Run));
        try
        {
            Directory.CreateDirectory(Run.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"records and evidence cannot be written to {settings.Artifacts}: {e.Message.TrimEnd('.')}; "
                + "give a directory that can be written: --output DIRECTORY (ISTIO_ARTIFACTS)");
        }
    }

    /// <summary>Where the records of this run lie.</summary>
    public RunFolder Run { get; }

    /// <summary>
    /// The records that this host wrote, and where it resumes a run those that it keeps, each beside what is expected now: a
    /// run folder may hold more, of another environment, or of a command that runs at the same time under the same name.
    /// </summary>
    public IReadOnlyList<RecordedRun> Records =>
    [
        .. Run.ReadAll()
            .Where(r => r.Record.Control is null && r.Record.Environment == _settings.Environment.ToString().ToLowerInvariant())
            .Where(r => IsOurs(r.Record) || (_settings.Resumes && r.Record.IsDecided))
            .Select(r => r with { Record = r.Record with { Expectation = Expected(r.Record), Quarantine = Quarantined(r.Record) } }),
    ];

    /// <summary>
    /// Runs the scenarios of the regressions, without their controls, to the end. Cancelling ends the host, and its guard
    /// ends what the host had started.
    /// </summary>
    /// <param name="regressions">The regressions' ids.</param>
    /// <param name="changed">Called when records may have changed.</param>
    /// <param name="ct">Ends the host.</param>
    /// <exception cref="UsageException">The host could not be started, or ended without a single record.</exception>
    /// <exception cref="MeshException">The guard, which ends the host when this process is gone, could not be started.</exception>
    public async Task RunAsync(IReadOnlyCollection<string> regressions, Action changed, CancellationToken ct)
    {
        using var watcher = new FileSystemWatcher(Run.Path, RunFolder.RecordFile) { IncludeSubdirectories = true };
        watcher.Created += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.EnableRaisingEvents = true;

        var log = Path.Combine(Run.Path, "test-host.log");
        using var host = await StartAsync(regressions, ct);
        try
        {
            var (said, complained) = (host.StandardOutput.ReadToEndAsync(CancellationToken.None), host.StandardError.ReadToEndAsync(CancellationToken.None));
            await host.WaitForExitAsync(ct);
            await File.WriteAllTextAsync(log, await said + await complained, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(host);
            throw;
        }

        if (Records.Count == 0)
        {
            var last = (await File.ReadAllLinesAsync(log, ct)).Where(line => line.Length > 0).TakeLast(LastLines);
            throw new UsageException($"the test host ended with code {host.ExitCode} and left no record; its last lines:\n{string.Join('\n', last)}");
        }
    }

    private bool IsOurs(VerdictRecord record) => record.Host.Command == Environment.ProcessId && record.Started >= _started;

    private Expectation Expected(VerdictRecord record) => RegressionCatalogue.Default.Regressions.FirstOrDefault(r => r.Id == record.Regression) is { } regression
        ? _settings.ExpectationOf(regression.At(record.Aspect), IstioVersion.Parse(record.Version))
        : record.Expectation;

    private static Quarantine? Quarantined(VerdictRecord record) =>
        QuarantineList.Default.Of(record.Regression, record.Environment, IstioVersion.Parse(record.Version), TimeProvider.System);

    // By a signal that its guard, which is in the tree too, does not hear: the guard cleans up once the host has ended.
    private static async Task EndAsync(Process host)
    {
        ProcessTree.Interrupt(host.Id);
        using var patience = new CancellationTokenSource(EndsWithin);
        try
        {
            await host.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            host.Kill();
        }
    }

    private async Task<Process> StartAsync(IReadOnlyCollection<string> regressions, CancellationToken ct)
    {
        var scenarios = Path.Combine(AppContext.BaseDirectory, "scenarios", "IstioRegressions.Scenarios.dll");
        if (!File.Exists(scenarios))
        {
            throw new UsageException($"the scenarios are not beside the command: {scenarios} does not exist; build the solution, or install the tool again");
        }

        var traits = string.Join('|', regressions.Select(id => $"Regression={id}"));
        var start = new ProcessStartInfo(DotNetHost.File)
        {
            ArgumentList =
            {
                "vstest", scenarios, $"--TestCaseFilter:({traits})&DisplayName!~control:&Scale!=Published",
                $"--ResultsDirectory:{Run.Path}", "--logger:trx;LogFileName=test-host.trx",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        DotNetHost.ExpectShortLife(start);
        foreach (var (name, value) in _settings.ToVariables())
        {
            start.Environment[name] = value;
        }

        // Its records name us.
        start.Environment[RecordHost.CommandVariable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

        return (await HostGuard.OfThisProcessAsync(ct)).Start(start);
    }
}
