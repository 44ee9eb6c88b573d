using System.Net;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Serving;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Reference.Pilot;

/// <summary>A pilot: reads its configuration, serves it, and follows its changes until it is stopped.</summary>
internal sealed class PilotProcess : IAsyncDisposable
{
    /// <summary>How long open requests may take to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ConfigDirectory _directory;
    private readonly ConfigWatcher _watcher;
    private readonly ConfigStore _store;
    private readonly Pusher _pusher;
    private readonly Metrics _metrics = new();
    private readonly AdsService _ads;
    private readonly DebugPages _debug;
    private readonly V1Pages _v1;
    private readonly PilotServer _server;
    private readonly Behaviour _behaviour;
    private readonly Log _log;
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _isReady;

    // What was there at the start and is not served for as long as it stays as it was then; null before the start.
    private IReadOnlyList<ConfigObject>? _forgotten;

    public PilotProcess(PilotOptions options, TimeProvider time, Log log)
    {
        _log = log;
        _behaviour = Behaviour.With(options.Defects);
        _directory = new ConfigDirectory(options.ConfigDirectory, _behaviour.ConflictsIn, log);
        _watcher = new ConfigWatcher(options.ConfigDirectory);
        _store = new ConfigStore(time);
        _pusher = new Pusher(_store, _behaviour, options, time, _metrics, log);
        var generator = new ResourceGenerator(_pusher);
        var services = new PilotServices(
            _store, _pusher, _behaviour, generator, new EncodedResources(generator, _pusher), new ConnectionTable(_pusher),
            new EndpointClusters(_behaviour.ClustersLogged, time, log), _metrics, time, log);
        _ads = new AdsService(services);
        _debug = new DebugPages(services);
        _v1 = new V1Pages(services, _behaviour.StreamTold);
        _pusher.Pushed = push => _ = _v1.FlushAsync(push);
        _server = new PilotServer(options, HandleAsync);
    }

    /// <summary>Where it listens, once it has started: gRPC, HTTP, monitoring.</summary>
    public IReadOnlyList<EndPoint> EndPoints => _server.EndPoints;

    /// <summary>Reads the configuration, and serves it from then on.</summary>
    /// <exception cref="IOException">An address is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _metrics.Set("pilot_info", $"version=\"{typeof(PilotProcess).Assembly.GetName().Version?.ToString(3)}\"", 1);
        await ReloadAsync(_ => _pusher.Refresh(), cancellationToken);
        _forgotten ??= [];
        await _server.StartAsync(cancellationToken);
        _log.Info("pilot", $"serving xDS, HTTP and metrics on {string.Join(", ", EndPoints)}");
        _isReady = true;
    }

    /// <summary>Follows changes of the configuration until it is stopped; then ends the streams.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await _watcher.WaitAsync(stop);
                await ReloadAsync(_pusher.Handle, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _isReady = false;
            await _stopping.CancelAsync();
            using var grace = new CancellationTokenSource(Grace);
            await _server.StopAsync(grace.Token);
            _log.Info("pilot", "stopped");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _pusher.Dispose();
        _watcher.Dispose();
        _stopping.Dispose();
    }

    private async Task ReloadAsync(Action<IReadOnlyList<ConfigChange>> handle, CancellationToken cancellationToken)
    {
        try
        {
            var read = await _directory.ReadAsync(cancellationToken);
            _forgotten ??= _behaviour.ServesWhatIsThere ? [] : read;
            var changes = _store.Replace([.. read.Where(o => !_forgotten.Contains(o))]);
            if (changes.Count > 0)
            {
                _log.Info("config", $"accepted {_directory.Path}: {string.Join(", ", changes.Take(5))}"
                    + $"{(changes.Count > 5 ? $" and {changes.Count - 5} more" : "")}");
                handle(changes);
            }
        }
        catch (Exception e) when (e is InvalidConfigurationException or IOException or UnauthorizedAccessException)
        {
            _log.Warn("config", $"Failed to parse {e.Message}; the previous configuration stays");
        }
    }

    private Task HandleAsync(HttpContext http, PilotPort port) => (port, http.Request.Path.Value) switch
    {
        (PilotPort.Grpc, _) => _ads.HandleAsync(http, _stopping.Token),
        (PilotPort.Monitoring, "/metrics") => DebugPages.TextAsync(http, 200, _metrics.Expose()),
        (PilotPort.Http, "/ready") => DebugPages.TextAsync(http, _isReady ? 200 : 503, ""),
        (PilotPort.Http, "/metrics") => DebugPages.TextAsync(http, 200, _metrics.Expose()),
        (PilotPort.Http, { } path) when path.StartsWith("/v1/", StringComparison.Ordinal) => _v1.HandleAsync(http),
        (PilotPort.Http, _) => _debug.HandleAsync(http),
        (_, var path) => DebugPages.TextAsync(http, 404, $"there is no {path}\n"),
    };
}
