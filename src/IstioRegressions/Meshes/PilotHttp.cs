using System.Globalization;
using System.Net;
using System.Text.Json;

namespace IstioRegressions.Meshes;

/// <summary>What a pilot says over HTTP. A request that it does not answer in time counts as no answer.</summary>
internal sealed class PilotHttp : IDisposable
{
    // As a readiness probe of Kubernetes does.
    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(1);

    private readonly HttpClient _client;
    private readonly PilotEndpoints _at;
    private readonly string _readyPath;

    public PilotHttp(PilotEndpoints at, TimeSpan? answerWithin = null, string readyPath = "/ready")
    {
        (_at, _readyPath) = (at, readyPath);
        _client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false, // a proxy of the environment is not for loopback
            ConnectCallback = at.Connect is { } connect
                ? (context, ct) => connect(new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port), ct)
                : null,
        }) { Timeout = answerWithin ?? TimeSpan.FromSeconds(60) };
    }

    /// <summary>Whether it says within a second that it is ready.</summary>
    public Task<bool> IsReadyAsync(CancellationToken ct) => IsReadyAsync(ProbeWithin, ct);

    /// <summary>Whether it says in time that it is ready.</summary>
    public Task<bool> IsReadyAsync(TimeSpan within, CancellationToken ct) => AnswersAsync(_at.Http, _readyPath, within, ct);

    /// <summary>Whether a page answers 200 in time.</summary>
    public async Task<bool> AnswersAsync(IPEndPoint at, string path, TimeSpan within, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(within);
        try
        {
            using var answer = await _client.GetAsync(Url(at, path), limit.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>What a debug page says.</summary>
    /// <param name="pilot">What errors call the pilot.</param>
    /// <param name="path">The page.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It does not answer 200.</exception>
    public async Task<string> DebugAsync(string pilot, string path, CancellationToken ct)
    {
        try
        {
            return await GetAsync(path, ct);
        }
        catch (HttpRequestException e)
        {
            throw new MeshException($"{pilot} does not show {path}: {e.Message}", e);
        }
    }

    /// <summary>What a page says.</summary>
    /// <exception cref="HttpRequestException">It does not answer 200.</exception>
    public Task<string> GetAsync(string path, CancellationToken ct) => _client.GetStringAsync(Url(_at.Http, path), ct);

    /// <summary>
    /// The resource version that it gives each object of its configuration (/debug/configz); null when it does not answer.
    /// 1.0 to 1.6 write a type and a name, with an empty object at the end; 1.7 and later Kubernetes objects.
    /// </summary>
    public async Task<IReadOnlyDictionary<ObjectKey, string>?> ConfigurationAsync(CancellationToken ct)
    {
        try
        {
            await using var body = await _client.GetStreamAsync(Url(_at.Http, "/debug/configz"), ct);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: ct);
            var listed = new Dictionary<ObjectKey, string>();
            foreach (var item in json.RootElement.EnumerateArray())
            {
                var meta = item.TryGetProperty("metadata", out var metadata) ? metadata : item;
                if ((Text(item, "kind") ?? Text(item, "type")) is { } kind && Text(meta, "name") is { } name)
                {
                    listed[new ObjectKey(kind, Text(meta, "namespace") ?? "", name)] = Text(meta, "resourceVersion") ?? "";
                }
            }

            return listed;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>
    /// What lives on the heap, in bytes, right after a collection (/debug/pprof/heap?gc=1, then /metrics), and the profile
    /// that the first of them answered.
    /// </summary>
    public async Task<(long HeapBytes, byte[] Profile)> HeapAfterCollectionAsync(CancellationToken ct)
    {
        // go_memstats_heap_inuse_bytes counts half-empty spans too, which differ from run to run by more than what is sought.
        const string Metric = "go_memstats_heap_alloc_bytes ";
        var profile = await _client.GetByteArrayAsync(Url(_at.Http, "/debug/pprof/heap?gc=1"), ct);
        var metrics = await MetricsAsync(ct);
        var line = metrics.Split('\n').FirstOrDefault(l => l.StartsWith(Metric, StringComparison.Ordinal))
            ?? throw new FormatException($"/metrics has no {Metric.TrimEnd()}");
        return ((long)double.Parse(line.AsSpan(Metric.Length), CultureInfo.InvariantCulture), profile);
    }

    /// <summary>Its metrics, as text.</summary>
    /// <exception cref="HttpRequestException">It does not answer 200.</exception>
    public Task<string> MetricsAsync(CancellationToken ct) => _client.GetStringAsync(Url(_at.Monitoring, "/metrics"), ct);

    public void Dispose() => _client.Dispose();

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Uri Url(IPEndPoint at, string path) => new($"http://{at}{path}");
}
