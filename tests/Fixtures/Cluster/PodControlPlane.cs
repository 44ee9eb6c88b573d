using System.Globalization;
using IstioRegressions.Catalogue;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// A control plane that is a container of a pod: its ends are those that the pod's status tells of, its last lines those
/// of the previous container's log, its memory what its own metrics say.
/// </summary>
internal sealed class PodControlPlane : ControlPlane
{
    private const int LastLines = 20;
    private const string ResidentMetric = "process_resident_memory_bytes ";

    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _disposing = new();
    private readonly MeshCluster _cluster;
    private readonly KubernetesApi _api;
    private readonly PilotPod _pod;
    private readonly TimeProvider _time;
    private readonly string _container;
    private readonly Task _work;
    private int _before;
    private int _seen;
    private DateTimeOffset _started;

    private PodControlPlane(MeshCluster cluster, V1ContainerStatus container, PilotHttp http, ProcessLog log, TimeProvider time)
        : base(log)
    {
        (_cluster, _api, _pod, Http, _time) = (cluster, cluster.Api, cluster.Pod, http, time);
        (_before, _seen, _container) = (container.RestartCount, container.RestartCount, container.Name);
        AddStart(_started = At(container.State.Running?.StartedAt));
        _work = Task.WhenAll(WatchAsync(), FollowAsync(), SampleAsync());
    }

    /// <summary>Watches the control plane of a pod from now on.</summary>
    /// <exception cref="MeshException">It is not there.</exception>
    public static async Task<PodControlPlane> StartAsync(MeshCluster cluster, PilotHttp http, ProcessLog log, TimeProvider time, CancellationToken ct)
    {
        var container = (await PilotPod.ListAsync(cluster.Api, ct)).Where(p => p.Metadata.Name == cluster.Pod.Name).Select(PilotPod.ContainerOf).FirstOrDefault();
        return container is null
            ? throw new MeshException($"the pod {cluster.Pod.Name} of the control plane of {cluster.Api.Name} is gone")
            : new PodControlPlane(cluster, container, http, log, time);
    }

    /// <inheritdoc />
    public override async Task<ProcessExit> WaitForExitAsync(CancellationToken ct = default)
    {
        var present = Starts.Count;
        await WaitForExitsAsync(present, ct);
        return Exits[present - 1];
    }

    /// <summary>Whether a scenario stopped it, and has not started it again.</summary>
    public bool IsStopped { get; private set; }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken ct = default)
    {
        IsStopped = true; // what its pod now tells is not of a crash
        await _cluster.StopAsync(ct);
        var now = _time.GetUtcNow();
        AddExit(new ProcessExit(0, null, now, now - _started, "the scenario stopped it", Log.Last(LastLines), new LastWords()));
    }

    /// <inheritdoc />
    public override async Task StartAgainAsync(CancellationToken ct = default)
    {
        await _cluster.StartAgainAsync(ct);
        Begin();
    }

    /// <summary>Installs another version in its place, and returns when that is ready.</summary>
    public async Task UpgradeAsync(IstioVersion to, CancellationToken ct)
    {
        IsStopped = true; // its pod ends, as it should
        await _cluster.UpgradeAsync(to, ct);
        Begin();
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _work;
        await Log.DisposeAsync();
        _disposing.Dispose();
    }

    /// <inheritdoc />
    internal override PilotHttp Http { get; }

    /// <inheritdoc />
    internal override async ValueTask<long?> ResidentAsync(CancellationToken ct)
    {
        try
        {
            var metrics = await Http.MetricsAsync(ct);
            var line = metrics.Split('\n').FirstOrDefault(l => l.StartsWith(ResidentMetric, StringComparison.Ordinal));
            return line is null ? null : (long)double.Parse(line.AsSpan(ResidentMetric.Length), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    // The server ends a watch after some minutes; another takes over, and what came between is in its first event.
    private Task WatchAsync() => UntilDisposedAsync(async ct =>
    {
        var pods = _api.Client.CoreV1.ListNamespacedPodWithHttpMessagesAsync(
            PilotObjects.Namespace, labelSelector: PilotObjects.Selector, watch: true, cancellationToken: ct);
        await foreach (var (type, pod) in pods.WatchAsync<V1Pod, V1PodList>(cancellationToken: ct))
        {
            if (!IsStopped && pod.Metadata.Name == _pod.Name && type is (WatchEventType.Added or WatchEventType.Modified) && PilotPod.ContainerOf(pod) is { } container)
            {
                await SeeAsync(container, ct);
            }
        }
    });

    private async Task SeeAsync(V1ContainerStatus container, CancellationToken ct)
    {
        // An end shows as the present state first, and as the last one when the next container has been made.
        var ends = container.RestartCount + (container.State.Terminated is null ? 0 : 1);
        if (ends > _seen && (container.State.Terminated ?? container.LastState?.Terminated) is { } ended)
        {
            _seen = ends;
            AddExit(await DescribeAsync(ended, previous: container.State.Terminated is null, ct));
        }

        if (container.State.Running is { } running && Starts.Count <= container.RestartCount - _before)
        {
            AddStart(At(running.StartedAt));
        }
    }

    private async Task<ProcessExit> DescribeAsync(V1ContainerStateTerminated ended, bool previous, CancellationToken ct)
    {
        var (lines, words) = (new List<string>(), new LastWords());
        try
        {
            using var log = await _api.Client.CoreV1.ReadNamespacedPodLogAsync(_pod.Name, PilotObjects.Namespace, container: _container, previous: previous, cancellationToken: ct);
            using var reader = new StreamReader(log);
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                lines.Add(line);
                words.Append(line);
            }
        }
        catch (HttpOperationException e)
        {
            lines.Add($"(its log cannot be read: {e.Response.Content})");
        }

        var (started, at) = (At(ended.StartedAt), At(ended.FinishedAt));
        var cause = string.Equals(ended.Reason, "OOMKilled", StringComparison.Ordinal) ? "its memory was over its limit (OOMKilled)" : null;
        return new ProcessExit(ended.ExitCode, ProcessExit.SignalOf(ended.ExitCode), at, at - started, cause, [.. lines.TakeLast(LastLines)], words);
    }

    private void Begin()
    {
        AddStart(_started = _time.GetUtcNow());
        (_before, _seen) = (1 - Starts.Count, 0); // a new pod counts its restarts from none
        IsStopped = false;
    }

    private Task FollowAsync()
    {
        var first = true;
        return UntilDisposedAsync(async ct =>
        {
            int? tail = first ? 0 : null; // what it logged before this scenario is not of it
            first = false;
            using var log = await _api.Client.CoreV1.ReadNamespacedPodLogAsync(_pod.Name, PilotObjects.Namespace, container: _container, follow: true, tailLines: tail, cancellationToken: ct);
            using var reader = new StreamReader(log);
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                Log.Append(line);
            }
        });
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(SampleEvery, _time);
        try
        {
            do
            {
                if (await ResidentAsync(_disposing.Token) is { } resident)
                {
                    AddSample(_time.GetUtcNow(), resident);
                }
            }
            while (await timer.WaitForNextTickAsync(_disposing.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed: there is nothing more to sample.
        }
    }

    private async Task UntilDisposedAsync(Func<CancellationToken, Task> once)
    {
        while (!_disposing.IsCancellationRequested)
        {
            try
            {
                await once(_disposing.Token);
                await Polling.PauseAsync(WatchAgainAfter, _time, _disposing.Token);
            }
            catch (Exception) when (_disposing.IsCancellationRequested)
            {
                // Disposed: whatever a broken connection says of it.
            }
            catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException or KubernetesException)
            {
                await Polling.PauseAsync(WatchAgainAfter, _time, CancellationToken.None); // the container is being made again
            }
        }
    }

    private DateTimeOffset At(DateTime? time) => time is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : _time.GetUtcNow();
}
