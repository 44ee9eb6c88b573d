using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Meshes.Workloads;

/// <summary>A deployed application: its pods, and the address of the Service in front of them.</summary>
public sealed class Workload : IAsyncDisposable
{
    private readonly PodHost _host;
    private WorkloadRequest _request;
    private readonly Func<IReadOnlyList<IPAddress>, CancellationToken, Task> _announce;
    private readonly PodEvents _events;
    private readonly ServiceAddress _service;
    private ImmutableList<Pod> _pods = [];
    private ImmutableList<Pod> _ending = [];
    private int _named;

    private Workload(PodHost host, WorkloadRequest request, Func<IReadOnlyList<IPAddress>, CancellationToken, Task> announce)
    {
        (_host, _request, _announce, _events) = (host, request, announce, new PodEvents(host.Time));
        _service = new ServiceAddress(new IPEndPoint(host.NewAddress(), WorkloadPorts.Bound(request.Port)));
    }

    /// <summary>The address of the Service.</summary>
    public IPEndPoint Service => _service.Address;

    /// <summary>The addresses of the pods that are there and not deleted, the oldest first.</summary>
    public IReadOnlyList<IPEndPoint> Pods => [.. _pods.Select(p => p.EndPoint)];

    /// <summary>Where the applications of those pods are called past their sidecars.</summary>
    public IReadOnlyList<IPEndPoint> Applications => [.. _pods.Select(p => p.Application)];

    /// <summary>What happened to its pods, in order.</summary>
    public IReadOnlyList<PodEvent> Events => _events.All;

    internal static async Task<Workload> StartAsync(PodHost host, WorkloadRequest request, Func<IReadOnlyList<IPAddress>, CancellationToken, Task> announce, CancellationToken ct)
    {
        var workload = new Workload(host, request, announce);
        try
        {
            await Task.WhenAll(await workload.AddAsync(request.Replicas, ct));
            return workload;
        }
        catch
        {
            await workload.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Replaces each pod as a Deployment does that may not have fewer pods than replicas: a new one is started, and when it
    /// is ready an old one is deleted. Returns when the last of the old ones has ended.
    /// </summary>
    /// <exception cref="MeshException">A new pod does not become ready: the old one stays.</exception>
    public async Task RestartAsync(CancellationToken ct = default)
    {
        var ends = new List<Task>();
        foreach (var pod in _pods)
        {
            await (await AddAsync(1, ct))[0];
            ends.Add(DeleteAsync(pod));
        }

        await Task.WhenAll(ends).WaitAsync(ct);
    }

    /// <summary>Replaces each pod by one with another sidecar, as <see cref="RestartAsync"/> does where another is injected.</summary>
    /// <exception cref="MeshException">A new pod does not become ready: the old one stays.</exception>
    public Task UpgradeAsync(Sidecar sidecar, CancellationToken ct = default)
    {
        _request = _request with { Sidecar = sidecar };
        return RestartAsync(ct);
    }

    /// <summary>What the sidecar of each pod answers to a question about itself, the oldest pod's first.</summary>
    /// <param name="path">The page of its admin port, for example /server_info.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">One does not answer 200.</exception>
    public async Task<IReadOnlyList<string>> AskSidecarsAsync(string path, CancellationToken ct = default) =>
        await Task.WhenAll(_pods.Select(p => p.AskSidecarAsync(path, ct)));

    /// <summary>Deletes the oldest pod, and returns when it has ended. No other takes its place.</summary>
    public Task DeletePodAsync(CancellationToken ct = default) => DeleteAsync(_pods[0]).WaitAsync(ct);

    /// <summary>What happened, as a file of evidence.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Events, RunFolder.Json);

    /// <summary>Ends its pods without any grace.</summary>
    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await Task.WhenAll(_pods.Concat(_ending).Select(p => p.KillAsync()));
    }

    /// <returns>For each, when it is ready.</returns>
    private async Task<List<Task>> AddAsync(int count, CancellationToken ct)
    {
        var added = Enumerable.Range(0, count).Select(_ => new Pod(_host, _request, _events, FormattableString.Invariant($"{_request.Name}-{++_named}"))).ToList();
        _pods = _pods.AddRange(added);
        await _announce([.. _pods.Concat(_ending).Select(p => p.EndPoint.Address)], ct);
        return [.. added.Select(ServeAsync)];

        async Task ServeAsync(Pod pod)
        {
            await pod.StartAsync(ct);
            _service.Add(pod.EndPoint);
        }
    }

    private async Task DeleteAsync(Pod pod)
    {
        _pods = _pods.Remove(pod);
        ImmutableInterlocked.Update(ref _ending, all => all.Add(pod));
        _events.Add(pod.Name, PodEventKind.Deleted);

        // Both begin now, and neither waits for the other.
        await Task.WhenAll(RemoveEndpointAsync(pod), pod.EndAsync());
        ImmutableInterlocked.Update(ref _ending, all => all.Remove(pod));
    }

    private async Task RemoveEndpointAsync(Pod pod)
    {
        await pod.SidecarActsAsync();
        await Polling.PauseAsync(_request.EndpointLag, _host.Time, CancellationToken.None);
        _service.Remove(pod.EndPoint);
        _events.Add(pod.Name, PodEventKind.EndpointGone);
    }
}
