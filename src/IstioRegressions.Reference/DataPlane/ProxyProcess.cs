using System.Net;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>A proxy: takes its configuration by ADS as any Envoy, listens where that says, and carries what comes.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly ProxyOptions _options;
    private readonly TimeProvider _time;
    private readonly Observer _observer;
    private readonly ProxyListeners _listeners;
    private readonly ActiveConnections _active = new();
    private readonly CancellationTokenSource _listening = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly AdminPort? _admin;
    private readonly Task _following;
    private bool _isDraining;

    private ProxyProcess(ProxyOptions options, Observer observer, ProxyStats stats, TimeProvider time)
    {
        (_options, _observer, Stats, _time) = (options, observer, stats, time);
        var carrying = new Carrying(() => observer.State, new Upstreams(options.Bootstrap.Address, options.Application), stats, () => _isDraining, time);
        _listeners = new ProxyListeners((socket, direction, bound) => _active.CarryAsync(() => DownstreamConnection.CarryAsync(socket, direction, bound, carrying, _stop.Token)), stats.Say);
        try
        {
            // First: who is answered through a listener may ask the proxy about itself.
            _admin = options.Bootstrap.Admin is { } admin ? new AdminPort(admin, options.Bootstrap.Node, observer, stats, () => _active.Count) : null;
            _listeners.Become(ListeningPlan.Of(observer.State, options.Bootstrap));
        }
        catch
        {
            _admin?.Dispose();
            _listeners.Dispose();
            _listening.Dispose();
            _stop.Dispose();
            throw;
        }

        _following = FollowAsync();
    }

    public ProxyStats Stats { get; }

    /// <summary>Where it listens, with the ports as configuration knows them.</summary>
    public IReadOnlyCollection<IPEndPoint> Listening => _listeners.Addresses;

    /// <summary>Where it answers questions about itself; null for nowhere.</summary>
    public IPEndPoint? Admin => _admin?.Address;

    /// <summary>Starts, and listens when this returns.</summary>
    /// <exception cref="XdsException">Discovery cannot be reached, or does not serve this.</exception>
    /// <exception cref="ObservationTimeoutException">It was connected to, and did not send a first configuration in time.</exception>
    /// <exception cref="ListenException">An address is in use.</exception>
    public static async Task<ProxyProcess> StartAsync(ProxyOptions options, TextWriter log, TimeProvider time, CancellationToken ct)
    {
        var observer = await Observer.StartAsync(
            new ObserverOptions
            {
                Node = options.Bootstrap.Node,
                Server = new Uri($"http://{options.Bootstrap.Discovery}"),
                Protocol = options.Bootstrap.Protocol,
                TimeProvider = time,
            },
            ct);
        try
        {
            var proxy = new ProxyProcess(options, observer, new ProxyStats(log, time), time);
            proxy.Stats.Say($"listening on {string.Join(", ", proxy.Listening)}");
            return proxy;
        }
        catch
        {
            await observer.DisposeAsync();
            throw;
        }
    }

    /// <summary>What SIGTERM begins; the process may end when it returns.</summary>
    public async Task DrainAsync()
    {
        Stats.Say($"draining: {_options.Drain}, {_options.DrainTime.TotalSeconds} s");
        if (_options.Drain == DrainMode.Exit)
        {
            return;
        }

        if (_options.Drain == DrainMode.Refuse)
        {
            await ListenNoMoreAsync();
        }

        _isDraining = _options.Drain is DrainMode.Accept or DrainMode.ZeroConnections;
        await Polling.PauseAsync(_options.DrainTime, _time, CancellationToken.None);
        if (_options.Drain == DrainMode.ZeroConnections)
        {
            await _active.NoneAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ListenNoMoreAsync();
        _admin?.Dispose();
        await _active.NoneAsync();
        await _observer.DisposeAsync();
        _listening.Dispose();
        _stop.Dispose();
    }

    private async Task ListenNoMoreAsync()
    {
        await _listening.CancelAsync();
        await _following;
        _listeners.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                var next = _observer.NextPushAsync(XdsType.Listeners, _listening.Token);
                Listen();
                await WaitAsync(next);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // It follows no more.
        }
    }

    private void Listen()
    {
        try
        {
            _listeners.Become(ListeningPlan.Of(_observer.State, _options.Bootstrap));
        }
        catch (ListenException e)
        {
            // As an Envoy, which keeps what it has and says so.
            Stats.Add("listener_manager.listener_create_failure");
            Stats.Say(e.Message);
        }
    }

    private static async Task WaitAsync(Task<Push> next)
    {
        try
        {
            await next;
        }
        catch (ObservationTimeoutException)
        {
            // Nothing changes for hours.
        }
    }
}
