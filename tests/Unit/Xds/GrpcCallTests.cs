using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

public sealed class GrpcCallTests
{
    private const string Method = "/envoy.api.v2.EndpointDiscoveryService/StreamEndpoints";

    [Fact]
    public async Task Messages_go_both_ways_and_the_last_is_followed_by_null()
    {
        await using var server = await FakeAds.StartAsync();
        using var client = GrpcCall.CreateClient();
        await using var call = GrpcCall.Start(client, server.Address, Method);

        await call.SendAsync(new DiscoveryRequest { TypeUrl = "first" }, CancellationToken.None);
        await call.SendAsync(new DiscoveryRequest { TypeUrl = "second" }, CancellationToken.None);
        var stream = await server.AcceptAsync();
        stream.Path.Should().Be(Method);
        (await stream.ReceiveAsync()).TypeUrl.Should().Be("first");
        (await stream.ReceiveAsync()).TypeUrl.Should().Be("second");
        await stream.SendAsync(new DiscoveryResponse { Nonce = "1" });
        stream.End(0, "");

        (await ReceiveAsync(call))!.Nonce.Should().Be("1");
        (await ReceiveAsync(call)).Should().BeNull();
    }

    [Fact]
    public async Task Messages_are_read_however_they_are_cut()
    {
        await using var server = await FakeAds.StartAsync();
        using var client = GrpcCall.CreateClient();
        await using var call = await OpenAsync(client, server);
        var stream = await server.AcceptAsync();

        await stream.SendRawAsync(0, 0);
        await stream.SendRawAsync(0, 0, 3, 0x2a);
        await stream.SendRawAsync([1, (byte)'1', .. (byte[])[0, 0, 0, 0, 0], .. (byte[])[0, 0, 0, 0, 3, 0x2a, 1, (byte)'2']]);

        (await ReceiveAsync(call))!.Nonce.Should().Be("1");
        (await ReceiveAsync(call)).Should().Be(new DiscoveryResponse());
        (await ReceiveAsync(call))!.Nonce.Should().Be("2");
    }

    [Fact]
    public async Task A_message_of_megabytes_goes_both_ways()
    {
        await using var server = await FakeAds.StartAsync();
        using var client = GrpcCall.CreateClient();
        await using var call = await OpenAsync(client, server);
        var stream = await server.AcceptAsync();
        var large = new string('x', 5_000_000);

        var sending = call.SendAsync(new DiscoveryRequest { TypeUrl = large }, CancellationToken.None);
        (await stream.ReceiveAsync()).Should().Be(new DiscoveryRequest());
        (await stream.ReceiveAsync()).TypeUrl.Should().HaveLength(large.Length);
        await sending;
        var answering = stream.SendAsync(new DiscoveryResponse { Nonce = large });
        (await ReceiveAsync(call))!.Nonce.Should().HaveLength(large.Length);
        await answering;
    }

    [Fact]
    public async Task Calls_of_one_client_share_a_connection_and_a_disposed_call_leaves_the_others_alone()
    {
        await using var server = await FakeAds.StartAsync();
        var connections = 0;
        using var client = GrpcCall.CreateClient(async ct =>
        {
            Interlocked.Increment(ref connections);
            return await Some.ConnectAsync(server.Address, ct);
        });
        var first = await OpenAsync(client, server);
        var left = await server.AcceptAsync();
        await using var second = await OpenAsync(client, server);
        var stream = await server.AcceptAsync();

        await left.SendAsync(new DiscoveryResponse());
        await ReceiveAsync(first);
        await first.DisposeAsync();
        (await left.LeftAsync()).Should().BeTrue("the call is abandoned, not half closed");
        await stream.SendAsync(new DiscoveryResponse { Nonce = "1" });

        (await ReceiveAsync(second))!.Nonce.Should().Be("1");
        connections.Should().Be(1);
    }

    [Fact]
    public async Task A_send_after_the_end_is_an_error_and_does_not_hang()
    {
        var server = await FakeAds.StartAsync();
        using var client = GrpcCall.CreateClient();
        await using var call = await OpenAsync(client, server);
        await server.AcceptAsync();
        await server.DisposeAsync();

        await call.Invoking(ReceiveAsync).Should().ThrowAsync<XdsException>();

        await call.Invoking(c => c.SendAsync(new DiscoveryRequest(), CancellationToken.None)).Should().ThrowAsync<XdsException>();
    }

    /// <summary>A call that the server knows of, because a message was sent.</summary>
    private static async Task<GrpcCall> OpenAsync(HttpMessageInvoker client, FakeAds server)
    {
        var call = GrpcCall.Start(client, server.Address, Method);
        await call.SendAsync(new DiscoveryRequest(), CancellationToken.None);
        return call;
    }

    private static Task<DiscoveryResponse?> ReceiveAsync(GrpcCall call) =>
        call.ReceiveAsync(DiscoveryResponse.Parser, CancellationToken.None).WaitAsync(Some.Patience);
}
