using System.Collections.Immutable;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>
/// An ADS client that stands where an Envoy would: it subscribes, acknowledges and stays connected as one, keeps what it
/// was sent, and lets others wait for more. It carries no traffic. Its members may be used by several threads.
/// </summary>
public sealed class Observer : IAsyncDisposable
{
    private readonly ObserverOptions _options;
    private readonly Observation _observation;
    private readonly ObserverLoop _loop;

    private Observer(ObserverOptions options)
    {
        _options = options;
        _observation = new Observation(options);
        _loop = new ObserverLoop(options, _observation);
    }

    /// <summary>What was sent so far.</summary>
    public ObservedState State => _observation.State;

    /// <summary>How many pushes came so far.</summary>
    public PushCounts Pushes => _observation.Pushes;

    /// <summary>The latest pushes, the oldest first; at most <see cref="ObserverOptions.HistoryLimit"/>.</summary>
    public IReadOnlyList<Push> History => _observation.History;

    /// <summary>How the pushes that arrive from now on are answered.</summary>
    public Acknowledgement Acknowledgement
    {
        get => _loop.Acknowledgement;
        set => _loop.Acknowledgement = value;
    }

    /// <summary>Whether there is a stream that the server has answered on.</summary>
    public bool IsConnected => _observation.IsConnected;

    /// <summary>How often the server answered on a new stream after an earlier one was lost.</summary>
    public int Reconnects => _observation.Reconnects;

    /// <summary>How often a stream was lost, or a new one was refused or not answered. A push that does not parse is none.</summary>
    public int Failures => _observation.Failures;

    /// <summary>
    /// The last thing that went wrong: a connection that failed or was lost, or a push that does not parse. It stays after
    /// the observer has recovered.
    /// </summary>
    public XdsException? LastError => _observation.LastError;

    /// <summary>All clusters, by name.</summary>
    public Watched<ImmutableDictionary<string, Cluster>> Clusters =>
        new(_observation, "the clusters", s => s.Clusters, (_, push) => push.Type == XdsType.Clusters, s => Print(s.Clusters.Keys));

    /// <summary>All listeners, by name.</summary>
    public Watched<ImmutableDictionary<string, Listener>> Listeners =>
        new(_observation, "the listeners", s => s.Listeners, (_, push) => push.Type == XdsType.Listeners, s => Print(s.Listeners.Keys));

    /// <summary>
    /// Connects and subscribes. Returns when CDS and LDS, and EDS and RDS where they name any, have each been answered
    /// once.
    /// </summary>
    /// <exception cref="XdsException">
    /// The first connection failed or was lost, or a first push does not parse. Only an observer that has started
    /// reconnects.
    /// </exception>
    /// <exception cref="ObservationTimeoutException">Not all came until <see cref="ObserverOptions.WaitLimit"/>.</exception>
    public static async Task<Observer> StartAsync(ObserverOptions options, CancellationToken ct)
    {
        if (options.Server.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException($"the server {options.Server} is not plaintext: write http://HOST:PORT", nameof(options));
        }

        var observer = new Observer(options);
        try
        {
            await observer._loop.StartAsync(ct);
            return observer;
        }
        catch
        {
            await observer.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The endpoints of a cluster: those of EDS, or those inside a cluster of another kind. For EDS its pushes are those
    /// that carry the cluster; for another kind, those of CDS.
    /// </summary>
    public Watched<EndpointSet> Endpoints(string cluster) => new(
        _observation,
        $"the endpoints of '{cluster}'",
        s => s.EndpointsOf(cluster),
        (s, push) => s.EndpointNameOf(cluster) is { } name
            ? push.Type == XdsType.Endpoints && push.Names.Contains(name)
            : push.Type == XdsType.Clusters,
        s => s.Clusters.ContainsKey(cluster) ? $"{s.EndpointsOf(cluster)}" : $"{s.EndpointsOf(cluster)} (CDS has no such cluster)");

    /// <summary>A route table; null where RDS has sent none of that name.</summary>
    public Watched<RouteConfiguration?> Route(string name) => new(
        _observation,
        $"the route table '{name}'",
        s => s.Routes.GetValueOrDefault(name),
        (_, push) => push.Type == XdsType.Routes && push.Names.Contains(name),
        s => s.Routes.GetValueOrDefault(name)?.ToString() ?? $"none; {Print(s.Routes.Keys)}");

    /// <summary>
    /// Waits for the next push of a type. Pushes count from this call on: call before the step that causes the push, and
    /// await afterwards.
    /// </summary>
    /// <exception cref="ObservationTimeoutException">None came until the deadline.</exception>
    public async Task<Push> NextPushAsync(XdsType type, CancellationToken ct = default)
    {
        Push? next = null;
        await _observation.WaitAsync(
            (_, push) => push?.Type == type && (next = push) is not null,
            $"a push of {XdsNames.ShortName(type)}",
            () => History.LastOrDefault()?.ToString() ?? "no push that is kept",
            ct);
        return next!;
    }

    /// <summary>Disconnects. Whoever still waits is told by an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _observation.End(new ObjectDisposedException(nameof(Observer), $"the observer of {_options.Server} was disposed"));
        await _loop.DisposeAsync();
    }

    private static string Print(IEnumerable<string> names)
    {
        const int shown = 20;
        var sorted = names.Order(StringComparer.Ordinal).ToList();
        var more = sorted.Count > shown ? $" and {sorted.Count - shown} more" : "";
        return $"{sorted.Count} of them: {string.Join(", ", sorted.Take(shown))}{more}";
    }
}
