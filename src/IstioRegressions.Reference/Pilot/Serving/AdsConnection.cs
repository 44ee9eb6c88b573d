using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>One ADS stream: answers requests, and sends pushes as fast as its client takes them.</summary>
internal sealed class AdsConnection : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ServedSubscription[] _subscriptions = [.. ServedType.All.Select(t => new ServedSubscription(t))];
    private readonly GrpcStream _stream;
    private readonly PilotServices _services;
    private SidecarScope _scope = null!; // until it begins
    private SidecarScope? _previousScope;

    public AdsConnection(string id, string peer, Proxy proxy, GrpcStream stream, PilotServices services)
    {
        (Id, Peer, Proxy, _stream, _services) = (id, peer, proxy, stream, services);
        Connected = services.Time.GetUtcNow();
    }

    /// <summary>NODE-NUMBER.</summary>
    public string Id { get; }

    public string Peer { get; }

    public Proxy Proxy { get; }

    public DateTimeOffset Connected { get; }

    /// <summary>How long its client may take to read; streams of endpoints alone were never given up.</summary>
    public TimeSpan ReadsWithin { get; init; } = TimeSpan.FromSeconds(5);

    public PushQueue Queue { get; } = new();

    public SidecarScope Scope => _scope;

    public ServedSubscription Of(ServedType type) => _subscriptions.Single(s => s.Type == type);

    /// <summary>
    /// Begins with the configuration as it is now: called when pushes are enqueued for it, so that no change falls between.
    /// </summary>
    public void Begin() => _scope = _services.Behaviour.FirstScope(_services.Pusher.Context, Proxy);

    public async Task HandleAsync(DiscoveryRequest request, CancellationToken cancellationToken)
    {
        if (ServedType.Find(request.TypeUrl) is not { } type)
        {
            _services.Log.Warn("ads", $"{Id} asks for unknown resources {request.TypeUrl}");
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var subscription = Of(type);
            if (subscription.TypeUrl.Length > 0 && subscription.TypeUrl != request.TypeUrl)
            {
                throw new GrpcStatusException(GrpcStatusException.Unknown, $"invalid type {request.TypeUrl}, expected {subscription.TypeUrl}");
            }

            if (ServedSubscriptions.Take(subscription, request) is { } refusal)
            {
                _services.Log.Warn("ads", $"{type.Metric} of {Id} was rejected: {refusal}");
                _services.Metrics.Add("pilot_total_xds_rejects", "");
                _services.Metrics.Set($"pilot_xds_{type.Metric}_reject", $"node=\"{Proxy.Id}\",err=\"{request.ErrorDetail.Code}\"", 1);
            }
            else if (subscription.IsDue)
            {
                subscription.IsDue = false;
                await SendAsync(subscription, null, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends what is enqueued, until the stream ends.</summary>
    public async Task PushAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var push = await Queue.DequeueAsync(cancellationToken);
            await _turn.WaitAsync(cancellationToken);
            try
            {
                await PushAsync(push, cancellationToken);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    public void Dispose()
    {
        Queue.Close();
        _turn.Dispose();
    }

    private async Task PushAsync(PushRequest push, CancellationToken cancellationToken)
    {
        var context = _services.Pusher.Context;
        if (push.Full && _services.Behaviour.RenewsScope(Proxy, push.Changed))
        {
            (_previousScope, _scope) = (_scope, context.Scopes.Of(Proxy.Namespace));
        }

        if (!Proxy.IsRouter && push.Changed.Count > 0
            && !push.Changed.Any(key => context.Scopes.DependsOn(Proxy.Namespace, key) || _previousScope?.DependsOn(key) == true))
        {
            return;
        }

        var hosts = push.Full ? null : push.Changed.Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var subscription in _subscriptions.Where(s => s.IsWatched && (push.Full || s.Type == ServedType.Endpoints)))
        {
            await SendAsync(subscription, hosts, cancellationToken);
        }

        _services.Metrics.Observe("pilot_proxy_convergence_time", "", _services.Time.GetElapsedTime(push.Start).TotalSeconds);
    }

    private async Task SendAsync(ServedSubscription subscription, IReadOnlySet<string>? hosts, CancellationToken cancellationToken)
    {
        var type = subscription.Type.Metric;
        var start = _services.Time.GetTimestamp();
        var response = new DiscoveryResponse
        {
            TypeUrl = subscription.TypeUrl,
            VersionInfo = _services.Pusher.Context.Version,
            Nonce = Guid.NewGuid().ToString(),
        };
        response.Resources.AddRange(_services.Resources.Of(subscription, Proxy, _scope, hosts));

        using var timeout = new CancellationTokenSource(ReadsWithin, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        subscription.NonceSent = response.Nonce;
        subscription.VersionSent = response.VersionInfo;
        try
        {
            await _stream.WriteAsync(response, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            _services.Metrics.Add("pilot_xds_write_timeout", "");
            throw new GrpcStatusException(GrpcStatusException.Unavailable, $"{Id} did not read {type} within {ReadsWithin.TotalSeconds} s", e);
        }

        _services.Metrics.Add("pilot_xds_pushes", $"type=\"{type}\"");
        _services.Metrics.Observe("pilot_xds_push_time", $"type=\"{type}\"", _services.Time.GetElapsedTime(start).TotalSeconds);
    }
}
