using System.Net;
using System.Net.Sockets;
using IstioRegressions.Reference.DataPlane;
using IstioRegressions.Routing;
using IstioRegressions.Unit.Routing.States;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Reference.DataPlane;

/// <summary>Faults as real pilots send them.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("http-1.4.6")]
    [InlineData("http-1.8.0")]
    public async Task A_route_that_aborts_answers_at_once_in_the_words_of_the_filter(string recorded)
    {
        var (answer, log) = await CallAsync(recorded, "/broken", time: null, held: null);

        answer.Should().StartWith("HTTP/1.1 503 Service Unavailable").And.EndWith("fault filter abort");
        log.Should().Contain("\"GET /broken\" 503 FI");
    }

    [Fact]
    public async Task A_route_that_delays_holds_a_request_for_as_long_as_it_says()
    {
        var time = new ManualTime();

        var (answer, _) = await CallAsync("http-percent-1.6.0", "/auth", time, held: TimeSpan.FromSeconds(7));

        // The endpoint is nowhere: it was tried after the delay.
        answer.Should().StartWith("HTTP/1.1 503").And.Contain("upstream connect error");
    }

    // Port 1 of loopback, where nobody listens.
    private static readonly ClusterLoadAssignment Nowhere = new()
    {
        ClusterName = "outbound|80||shop.example",
        Endpoints = { new LocalityLbEndpoints { LbEndpoints = { new LbEndpoint { Endpoint = new Endpoint { Address = new Address { SocketAddress = new() { Address = "127.0.0.1", PortValue = 1 } } } } } } },
    };

    private static async Task<(string Answer, string Log)> CallAsync(string recorded, string path, ManualTime? time, TimeSpan? held)
    {
        using var log = new StringWriter();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var state = RecordedState.Load(recorded).State.With(XdsType.Endpoints, [Nowhere]);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var clock = time as TimeProvider ?? TimeProvider.System;
        var carrying = new Carrying(() => state, new Upstreams(IPAddress.Loopback, IPAddress.Loopback), new ProxyStats(log, clock), () => false, clock);
        var carried = DownstreamConnection.CarryAsync(await listener.AcceptSocketAsync(), CallDirection.Outbound, (IPEndPoint)listener.LocalEndpoint, carrying, default);

        await client.Client.SendAsync(System.Text.Encoding.ASCII.GetBytes(LivePlane.Outbound("240.0.1.1:80", LivePlane.Get(path, "shop.example"))));
        if (held is { } delay)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await time!.TimerAsync(delay, limit.Token);
            carried.IsCompleted.Should().BeFalse();
            time.Advance(delay);
        }

        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync();
        await carried;
        return (answer, log.ToString());
    }
}
