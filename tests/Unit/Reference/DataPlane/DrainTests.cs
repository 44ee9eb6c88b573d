using System.Net;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;
using IstioRegressions.Reference.DataPlane;

namespace IstioRegressions.Unit.Reference.DataPlane;

public sealed class DrainTests : IDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false });

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task One_that_does_not_drain_may_end_at_once()
    {
        await using var plane = new LivePlane();
        var (proxy, _) = await StartAsync(plane, DrainMode.Exit, new ManualTime());

        proxy.DrainAsync().IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task One_that_refuses_takes_no_new_connection_and_keeps_those_it_has()
    {
        await using var plane = new LivePlane();
        var (proxy, address) = await StartAsync(plane, DrainMode.Refuse, TimeProvider.System);
        (await Client.GetStringAsync(address)).Should().Be("shop");

        var draining = proxy.DrainAsync();
        await Polling.UntilAsync("it listens no more", TimeSpan.FromSeconds(20), _ => Task.FromResult(proxy.Listening.Count == 0), () => "", _limit.Token);
        await Closed.RefusesAsync(IPEndPoint.Parse(address.Authority), _limit.Token);

        (await CallAnewAsync(address)).FailedBy.Should().ContainKey(FailureCause.Refused);
        (await Client.GetStringAsync(address)).Should().Be("shop");
        draining.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task One_that_accepts_serves_for_the_drain_time_and_asks_its_clients_to_leave()
    {
        await using var plane = new LivePlane();
        var time = new ManualTime();
        var (proxy, address) = await StartAsync(plane, DrainMode.Accept, time);

        var draining = proxy.DrainAsync();

        (await CallAnewAsync(address)).Successful.Should().Be(1);
        (await Client.GetAsync(address)).Headers.ConnectionClose.Should().BeTrue();
        draining.IsCompleted.Should().BeFalse();
        await time.TimerAsync(LivePlane.Drained, _limit.Token);
        time.Advance(LivePlane.Drained);
        await draining;
    }

    [Fact]
    public async Task One_that_waits_for_zero_connections_outlasts_the_drain_time_until_nobody_is_connected()
    {
        await using var plane = new LivePlane();
        var time = new ManualTime();
        var (proxy, address) = await StartAsync(plane, DrainMode.ZeroConnections, time);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Parse(address.Host), address.Port);
        await client.Client.SendAsync(System.Text.Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n"));
        await client.GetStream().ReadExactlyAsync(new byte[20]);

        var draining = proxy.DrainAsync();
        await time.TimerAsync(LivePlane.Drained, _limit.Token);
        time.Advance(LivePlane.Drained);

        (await CallAnewAsync(address)).Successful.Should().Be(1);
        draining.IsCompleted.Should().BeFalse();
        client.Close();
        await draining;
    }

    private static async Task<(ProxyProcess Proxy, Uri Address)> StartAsync(LivePlane plane, DrainMode drain, TimeProvider time)
    {
        var workload = plane.NewAddress();
        await plane.StartPilotAsync(ProxyTests.Service("shop", workload));
        var proxy = await plane.StartProxyAsync(plane.BootstrapOf(workload), await plane.StartAppAsync("shop", 8080), drain, time);
        return (proxy, new Uri($"http://{workload}:8080/"));
    }

    private static Task<TrafficReport> CallAnewAsync(Uri address) => TrafficRun.RunAsync(
        new TrafficOptions { Server = IPEndPoint.Parse(address.Authority), Requests = 1, Users = 1, KeepAlive = false });
}
