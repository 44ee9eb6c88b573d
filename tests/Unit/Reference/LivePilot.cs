using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Reference;

/// <summary>A pilot inside the test's process, on ports of its own, that pushes after 20 ms of quiet.</summary>
internal sealed class LivePilot : IAsyncDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false });

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TempFolder _folder;
    private readonly PilotProcess _pilot;
    private readonly CancellationTokenSource _stop = new();
    private Task _following = Task.CompletedTask;

    private LivePilot(TempFolder folder, PilotProcess pilot) => (_folder, _pilot) = (folder, pilot);

    public Uri Grpc => new($"http://{_pilot.EndPoints[0]}");

    /// <summary>Starts with these documents as its configuration.</summary>
    public static Task<LivePilot> StartAsync(IReadOnlyList<string> documents, params string[] defects) =>
        StartAsync(TimeProvider.System, documents, defects);

    /// <summary>Starts by another clock.</summary>
    public static async Task<LivePilot> StartAsync(TimeProvider time, IReadOnlyList<string> documents, params string[] defects)
    {
        var folder = new TempFolder();
        folder.Write("config.yaml", string.Concat(documents));
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new PilotOptions(folder.Path, any, any, any, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1), defects.ToHashSet());
        var pilot = new PilotProcess(options, time, new Log(TextWriter.Null, time));
        var live = new LivePilot(folder, pilot);
        await pilot.StartAsync(default);
        live._following = pilot.FollowAsync(live._stop.Token);
        return live;
    }

    /// <summary>Replaces the configuration, by one rename.</summary>
    public void Apply(params string[] documents)
    {
        _folder.Write("config.new", string.Concat(documents));
        File.Move(_folder["config.new"], _folder["config.yaml"], overwrite: true);
    }

    /// <summary>Connects as a sidecar of the namespace default.</summary>
    public Task<Observer> ObserveAsync(XdsProtocol protocol = XdsProtocol.V2, Acknowledgement? acknowledgement = null, string name = "client", IstioVersion? version = null) =>
        Observer.StartAsync(Options(name, version) with { Protocol = protocol, Acknowledgement = acknowledgement ?? Acknowledgement.Acknowledge }, default);

    /// <summary>Connects for endpoints alone.</summary>
    public EndpointClient ConnectEndpoints() => new(Options("endpoints"));

    /// <summary>Connects for the endpoints of many clusters, and does not read.</summary>
    public Task<StalledClient> StallAsync() =>
        StalledClient.StartAsync(Options("stalled"), alone: true, default);

    /// <summary>Connects as a gateway of the namespace default, with the label istio=edge.</summary>
    public Task<Observer> ObserveRouterAsync() => Observer.StartAsync(
        new ObserverOptions
        {
            Node = NodeIdentity.Router("10.9.9.8", "edge", "default", IstioVersion.Parse("1.6.0"), new Dictionary<string, string> { ["istio"] = "edge" }),
            Server = Grpc,
            Protocol = XdsProtocol.V2,
            WaitLimit = Patience,
        },
        default);

    public Task<string> GetAsync(string path) => Client.GetStringAsync(new Uri($"http://{_pilot.EndPoints[1]}{path}"));

    public Task<HttpResponseMessage> ProbeAsync(string path) => Client.GetAsync(new Uri($"http://{_pilot.EndPoints[1]}{path}"));

    public Task<string> MetricsAsync() => Client.GetStringAsync(new Uri($"http://{_pilot.EndPoints[2]}/metrics"));

    private ObserverOptions Options(string name, IstioVersion? version = null) => new()
    {
        Node = NodeIdentity.Sidecar("10.9.9.9", name, "default", version ?? IstioVersion.Parse("1.6.0")),
        Server = Grpc,
        Protocol = XdsProtocol.V2,
        WaitLimit = Patience,
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        await _pilot.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }
}
