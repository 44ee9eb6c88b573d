using System.Net;
using System.Net.Sockets;
using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Reference.App;
using IstioRegressions.Reference.DataPlane;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Reference.DataPlane;

/// <summary>A pilot, applications and proxies inside the test's process, on addresses of their own.</summary>
internal sealed class LivePlane : IAsyncDisposable
{
    private readonly LoopbackBlock _addresses = LoopbackBlock.Claim();
    private readonly Stack<IAsyncDisposable> _all = [];
    private LivePilot? _pilot;

    public StringWriter Log { get; } = new();

    public IPAddress NewAddress() => _addresses.Next();

    public async Task<LivePilot> StartPilotAsync(params string[] documents)
    {
        _all.Push(_pilot = await LivePilot.StartAsync(documents));
        return _pilot;
    }

    public async Task<IPAddress> StartAppAsync(string name, int port, int? echo = null)
    {
        var address = NewAddress();
        var options = new AppOptions(new IPEndPoint(address, port), echo is { } tcp ? new IPEndPoint(address, tcp) : null, name, TimeSpan.Zero, AppStop.Drain);
        _all.Push(await AppServer.StartAsync(options, TimeProvider.System, default));
        return address;
    }

    public Bootstrap BootstrapOf(IPAddress address, string type = "sidecar", IPEndPoint? admin = null)
    {
        var version = IstioVersion.Parse("1.6.14");
        var node = type == "sidecar"
            ? NodeIdentity.Sidecar($"{address}", "workload", "default", version)
            : NodeIdentity.Router($"{address}", "edge", "default", version, new Dictionary<string, string> { ["istio"] = "edge" });
        return new Bootstrap(node, address, IPEndPoint.Parse(_pilot!.Grpc.Authority), XdsProtocol.V2, admin);
    }

    public async Task<ProxyProcess> StartProxyAsync(Bootstrap bootstrap, IPAddress? application = null, DrainMode drain = DrainMode.Accept, TimeProvider? time = null)
    {
        var proxy = await ProxyProcess.StartAsync(new ProxyOptions(bootstrap, application, drain, Drained), TextWriter.Synchronized(Log), time ?? TimeProvider.System, default);
        _all.Push(proxy);
        return proxy;
    }

    public static TimeSpan Drained { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Sends text on a new connection, and reads all that comes until it ends.</summary>
    public static async Task<string> AskAsync(IPEndPoint address, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address);
        await client.Client.SendAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    public static string Get(string path, string host) => $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";

    /// <summary>The same on an outbound listener, for a call to that destination.</summary>
    public static string Outbound(string destination, string text)
    {
        var to = IPEndPoint.Parse(destination);
        return $"PROXY TCP4 127.0.0.1 {to.Address} 1 {to.Port}\r\n{text}";
    }

    public async ValueTask DisposeAsync()
    {
        while (_all.TryPop(out var one))
        {
            await one.DisposeAsync();
        }

        _addresses.Dispose();
    }
}
