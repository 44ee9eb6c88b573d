using System.Net;
using System.Runtime.InteropServices;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes.Workloads;

/// <summary>A pod: an application, a sidecar beside it or none, and a kubelet that starts and ends them.</summary>
internal sealed class Pod
{
    private const int AdminPort = 15000;
    private const int Terminate = 15;

    private static readonly HttpClient Probe = ClientFor(TimeSpan.FromSeconds(1));

    // An answer that a busy machine delays is still one.
    private static readonly HttpClient Questions = ClientFor(TimeSpan.FromSeconds(20));

    private readonly PodHost _host;
    private readonly WorkloadRequest _request;
    private readonly PodEvents _events;
    private readonly List<MeshProcess> _containers = [];

    public Pod(PodHost host, WorkloadRequest request, PodEvents events, string name)
    {
        (_host, _request, _events, Name) = (host, request, events, name);
        EndPoint = new IPEndPoint(host.NewAddress(), WorkloadPorts.Bound(request.Port));
        Application = request.Sidecar is null ? EndPoint : new IPEndPoint(host.NewAddress(), EndPoint.Port);
    }

    public string Name { get; }

    /// <summary>Where it is called: its sidecar, or without one its application.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where its application is called past the sidecar.</summary>
    public IPEndPoint Application { get; }

    private IPEndPoint Admin => new(EndPoint.Address, AdminPort);

    /// <summary>What its sidecar answers to a question about itself.</summary>
    /// <param name="path">The page of its admin port.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It does not answer 200.</exception>
    public async Task<string> AskSidecarAsync(string path, CancellationToken ct)
    {
        try
        {
            return await Questions.GetStringAsync(new Uri($"http://{Admin}{path}"), ct);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new MeshException($"the sidecar of pod {Name} does not answer {path}: {e.Message}", e);
        }
    }

    /// <summary>Starts its containers, and returns when it is ready.</summary>
    /// <exception cref="MeshException">A container ended, or it was not ready in time.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        var ready = _request.ReadyAfter is { } after ? FormattableString.Invariant($"{after.TotalMilliseconds}ms") : "never";
        string[] echo = _request.EchoPort is { } port ? ["--tcp", $"{new IPEndPoint(Application.Address, WorkloadPorts.Bound(port))}"] : [];
        _containers.Add(_host.Start(Name, ReferenceProgram.Role("app", ["--http", $"{Application}", "--name", Name, "--ready-after", ready, .. echo])));
        if (_request.Sidecar is { } sidecar)
        {
            var bootstrap = Path.Combine(_host.Directory, $"{Name}.bootstrap.json");
            await File.WriteAllTextAsync(bootstrap, ProxyBootstrap.ToJson(_host.NodeOf(EndPoint.Address, Name, sidecar.Version), _host.DiscoveryOf(sidecar), _host.Protocol, Admin), ct);
            var drainTime = FormattableString.Invariant($"{sidecar.DrainTime.TotalMilliseconds}ms");
            _containers.Add(_host.Start(
                $"{Name}.sidecar",
                ReferenceProgram.Role("proxy", ["--bootstrap", bootstrap, "--application", $"{Application.Address}", "--drain", sidecar.DrainOption, "--drain-time", drainTime])));
        }

        await BecomeReadyAsync(ct);
        _events.Add(Name, PodEventKind.Ready);
    }

    /// <summary>
    /// Ends its containers as the kubelet does: each on its own, first its hook, then SIGTERM; a native sidecar when the
    /// application has ended; what is left at the end of the grace period is killed.
    /// </summary>
    public async Task EndAsync()
    {
        // At the same time: what has no hook is told before another's hook, which may be short, begins.
        var sidecar = _request.Sidecar is { OutlivesApplication: false } ? EndSidecarAsync() : Task.CompletedTask;
        var application = EndApplicationAsync();
        var all = Task.WhenAll(sidecar, application, _request.Sidecar is { OutlivesApplication: true } ? AfterwardsAsync() : Task.CompletedTask);
        if (await Task.WhenAny(all, Polling.PauseAsync(_request.Grace, _host.Time, CancellationToken.None)) != all)
        {
            _events.Add(Name, PodEventKind.Killed);
            Kill("the grace period was over");
        }

        await all;

        async Task AfterwardsAsync()
        {
            await application;
            await EndSidecarAsync();
        }
    }

    /// <summary>
    /// Completes when its sidecar does what it does on SIGTERM, which a busy machine may delay; at once where SIGTERM comes
    /// later, or there is no sidecar.
    /// </summary>
    public Task SidecarActsAsync() => _request.Sidecar is not { OutlivesApplication: false }
        ? Task.CompletedTask
        : Task.WhenAny(_containers[1].Exit, _containers[1].Log.WaitForAsync(line => line.Contains("draining", StringComparison.Ordinal), CancellationToken.None));

    /// <summary>Ends it without any grace.</summary>
    public async Task KillAsync()
    {
        Kill("the mesh ends");
        await Task.WhenAll(_containers.Select(c => c.Exit));
    }

    private void Kill(string cause) => _containers.ForEach(c => c.Kill(cause));

    private async Task EndApplicationAsync()
    {
        if (_request.PreStop is { } hook)
        {
            await SidecarActsAsync(); // how long a hook lasts beside a drain is compared, and both count from here
            _events.Add(Name, PodEventKind.HookBegan);
            await Task.WhenAny(Polling.PauseAsync(hook, _host.Time, CancellationToken.None), _containers[0].Exit);
        }

        await EndAsync(_containers[0], PodEventKind.ApplicationTerminated, PodEventKind.ApplicationExited);
    }

    private Task EndSidecarAsync() => EndAsync(_containers[1], PodEventKind.SidecarTerminated, PodEventKind.SidecarExited);

    private async Task EndAsync(MeshProcess container, PodEventKind terminated, PodEventKind exited)
    {
        _events.Add(Name, terminated);
        if (!container.Exit.IsCompleted)
        {
            _ = Signal(container.Id, Terminate);
        }

        var exit = await container.Exit;
        _events.Add(Name, exited, exit.Description);
    }

    private async Task BecomeReadyAsync(CancellationToken ct)
    {
        var seen = "no answer";
        try
        {
            await Polling.UntilAsync($"pod {Name} is ready", _request.ReadyWithin, AskAsync, () => $"last saw {seen}", ct);
        }
        catch (TimeoutException e)
        {
            throw new MeshException(e.Message, e);
        }

        async Task<bool> AskAsync(CancellationToken ct)
        {
            if (_containers.Find(c => c.Exit.IsCompleted) is { } ended)
            {
                throw new MeshException($"pod {Name} was not ready: {(ended == _containers[0] ? "its application" : "its sidecar")} {await ended.Exit}");
            }

            try
            {
                using var answer = await Probe.GetAsync(new Uri($"http://{EndPoint}/ready"), ct);
                seen = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}";
                return answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                seen = e.Message;
                return false;
            }
        }
    }

    private static HttpClient ClientFor(TimeSpan within) =>
        new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = within }) { Timeout = within };

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
