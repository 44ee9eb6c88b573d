using System.Diagnostics;
using System.Globalization;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Load;

/// <summary>
/// Envoys that come and go, as far as a control plane notices: workers that each open some streams of EDS alone, ask for a
/// cluster of its own on each, read one answer and drop them all at once, again and again, while applications come and go.
/// </summary>
/// <param name="mesh">The mesh.</param>
/// <param name="load">How much of it.</param>
/// <param name="change">One change of the configuration, given how many there were before it.</param>
public sealed class EndpointChurn(Mesh mesh, EndpointChurnLoad load, Func<int, CancellationToken, Task> change)
{
    private const int Numbers = 250;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private int _streams;
    private int _answered;
    private int _changes;

    /// <summary>With edits of one configuration, which has EDIT where each of them writes another number, from 1 to 250.</summary>
    public EndpointChurn(Mesh mesh, EndpointChurnLoad load, Manifest edited)
        : this(mesh, load, (before, ct) => mesh.ApplyAsync(Edited(edited, before), ct))
    {
    }

    /// <summary>How much of it was done.</summary>
    public EndpointChurnLoad Done => load with { Streams = Answered, Changes = Volatile.Read(ref _changes) };

    /// <summary>How many streams were opened.</summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>How many of them were answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How long it has been going on.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>When the control plane answered.</summary>
    public Availability Availability { get; } = new(TimeProvider.System);

    /// <summary>Goes on until the load is done, or until something else is; whatever that other ended with is the caller's to see.</summary>
    public async Task RunUntilAsync(Task other, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = RunAsync(stop.Token);
        await Task.WhenAny(running, other);
        Elapsed = Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();
        await running;
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>A configuration as an edit writes it.</summary>
    /// <param name="configuration">With EDIT in it.</param>
    /// <param name="before">How many edits there were before it.</param>
    public static Manifest Edited(Manifest configuration, int before) => configuration with
    {
        Yaml = configuration.Yaml.Replace("EDIT", ((before % Numbers) + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
    };

    /// <summary>Why no more changes were made before all was done; null where they were.</summary>
    public string? Failure { get; private set; }

    private bool IsDone => Failure is not null || (Done is var done && done.Streams >= load.Streams && done.Changes >= load.Changes);

    private async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var changing = ChangeAsync(ending.Token);
        using var clients = new EndpointClients(mesh, Math.Min(load.Connections, load.Workers));
        await Task.WhenAll(Enumerable.Range(0, load.Workers).Select(i => Task.Run(() => WorkAsync(clients[i], ending.Token), CancellationToken.None)));
        await ending.CancelAsync();
        await changing;
    }

    private async Task WorkAsync(EndpointClient client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !IsDone)
        {
            var streams = Enumerable.Range(0, load.StreamsEach).Select(_ => client.Open()).ToList();
            try
            {
                await Task.WhenAll(streams.Select(s => AskAsync(s, stop)));
                Availability.Answered();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // All is done.
            }
            catch (XdsException)
            {
                Availability.Failed();
                await Polling.PauseAsync(BetweenTries, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                await Task.WhenAll(streams.Select(s => s.DisposeAsync().AsTask()));
            }
        }
    }

    private async Task AskAsync(EndpointStream stream, CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _streams);
        await stream.AskAsync([string.Create(CultureInfo.InvariantCulture, $"svc-{number}.default.svc.cluster.local|http")], stop);
        await stream.ReceiveAsync(stop);
        Interlocked.Increment(ref _answered);
    }

    private async Task ChangeAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await change(_changes, stop);
                Interlocked.Increment(ref _changes);
                await Polling.PauseAsync(load.BetweenChanges, TimeProvider.System, stop);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // All is done.
        }
        catch (Exception e) when (e is MeshException or ManifestException or OperationCanceledException)
        {
            Failure = e.Message;
        }
    }
}
