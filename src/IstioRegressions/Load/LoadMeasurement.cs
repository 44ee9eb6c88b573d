using System.Runtime;

namespace IstioRegressions.Load;

/// <summary>Puts a load on a control plane and measures what it costs both.</summary>
/// <param name="pilot">What the control plane is, for the report.</param>
/// <param name="pilotProcess">The control plane's process id; null where it is not on this machine.</param>
public sealed class LoadMeasurement(string pilot, int? pilotProcess)
{
    /// <summary>Connects the observers, makes the edits one after the other, and disconnects.</summary>
    /// <param name="options">How many observers, as whom, and how fast.</param>
    /// <param name="edits">The edits whose pushes are measured.</param>
    /// <param name="progress">Told how many have acknowledged, at each tenth; may be null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LoadException">The limit on open files is too low, or an observer did not start.</exception>
    /// <exception cref="Xds.ObservationTimeoutException">An edit did not reach an observer in time.</exception>
    public async Task<LoadReport> RunAsync(
        LoadOptions options, IEnumerable<LoadEdit> edits, Action<int>? progress = null, CancellationToken ct = default)
    {
        Collect();
        var (before, pilotBefore) = (ProcessUsage.Of(Environment.ProcessId), PilotUsage());
        await using var run = await LoadRun.StartAsync(options, progress, ct);
        var (after, pilotAfter) = (ProcessUsage.Of(Environment.ProcessId), PilotUsage());
        Collect();
        var collected = ProcessUsage.Of(Environment.ProcessId);

        var (made, reached) = (0, new List<TimeSpan>());
        foreach (var edit in edits)
        {
            reached.AddRange(await run.PushAsync(edit, ct));
            made++;
        }

        return new LoadReport(
            pilot,
            options.Observers,
            options.Namespaces.Count,
            run.Observers[0].State.Clusters.Count,
            Math.Round(run.AllAcknowledgedAfter.TotalSeconds, 3),
            run.AcknowledgedAfter,
            (collected.PrivateBytes - before.PrivateBytes) / options.Observers,
            (after.PrivateBytes - before.PrivateBytes) / options.Observers,
            Math.Round((after.Cpu - before.Cpu).TotalSeconds, 2),
            (pilotAfter?.Cpu - pilotBefore?.Cpu)?.TotalSeconds,
            pilotAfter?.PrivateBytes,
            made,
            Latencies.Of(reached),
            run.Reconnects);
    }

    private static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }

    private ProcessUsage? PilotUsage() => pilotProcess is { } id ? ProcessUsage.Of(id) : null;
}
