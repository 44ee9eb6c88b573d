using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Xds;

public sealed class ObserverErrorTests
{
    private const string Method = "envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources";

    [Fact]
    public async Task A_refused_connection_is_named_with_its_address()
    {
        using var nobody = new Nobody();

        var start = () => Observer.StartAsync(Options(nobody.Address), CancellationToken.None);

        (await start.Should().ThrowAsync<XdsException>()).WithMessage($"{nobody.Address}{Method} cannot be called: Connection refused*");
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_ends_the_start_at_the_deadline()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}/");

        var start = () => Observer.StartAsync(Options(address) with { WaitLimit = Some.Moment }, CancellationToken.None);

        (await start.Should().ThrowAsync<ObservationTimeoutException>()).WithMessage(
            $"{address} did not send the first CDS, LDS within 0.2 s. {address} is not connected (pushes: CDS 0, EDS 0, LDS 0, RDS 0; 0 reconnects)");
    }

    [Fact]
    public async Task A_server_that_stalls_during_the_start_is_told_by_what_is_missing()
    {
        await using var server = await FakeAds.StartAsync();
        var time = new ImpatientTime();
        var starting = Observer.StartAsync(Some.Options(server) with { TimeProvider = time }, CancellationToken.None);
        var stream = await server.AcceptAsync();
        await stream.ReceiveAsync();
        await stream.PushAsync(Some.Cds, Some.EdsCluster("a"));
        var push = await stream.PushAsync(Some.Lds);
        while ((await stream.ReceiveAsync()).ResponseNonce != push.Nonce)
        {
            // Before it come the acknowledgement of CDS and the subscriptions.
        }

        time.EndAllWaits();

        await starting.Invoking(s => s).Should().ThrowAsync<ObservationTimeoutException>().WithMessage(
            $"{server.Address} did not send the first EDS within 30 s. {server.Address} is connected (pushes: *; 0 reconnects)");
    }

    [Fact]
    public async Task A_start_can_be_cancelled()
    {
        await using var server = await FakeAds.StartAsync();
        using var cancel = new CancellationTokenSource();
        var starting = Observer.StartAsync(Some.Options(server), cancel.Token);
        var stream = await server.AcceptAsync();

        await cancel.CancelAsync();

        var start = () => starting;
        await start.Should().ThrowAsync<OperationCanceledException>();
        await stream.LeftAsync();
    }

    [Fact]
    public async Task A_status_other_than_OK_is_quoted_with_its_message()
    {
        (await StartErrorAsync(stream => stream.End(12, "unknown service: envöy"))).Should().Be(
            "ended the call with grpc-status 12 UNIMPLEMENTED: unknown service: envöy; does it speak the other version of xDS?");
    }

    [Fact]
    public async Task A_status_in_the_headers_is_quoted_with_its_message()
    {
        (await AnswerErrorAsync(response =>
        {
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = "16";
            response.Headers["grpc-message"] = "no%20token";
        })).Should().Be("ended the call with grpc-status 16 UNAUTHENTICATED: no token");
    }

    [Theory]
    [InlineData("17")]
    [InlineData("-1")]
    [InlineData("good")]
    public async Task A_status_that_gRPC_does_not_define_is_quoted(string status)
    {
        (await AnswerErrorAsync(response =>
        {
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = status;
        })).Should().Be($"ended the call with grpc-status {status} which gRPC does not define: no message");
    }

    [Fact]
    public async Task A_stream_that_ends_without_a_status_is_an_error() =>
        (await StartErrorAsync(stream => stream.Break())).Should().Be("ended the call without a grpc-status");

    [Fact]
    public async Task A_stream_that_is_reset_is_an_error() =>
        (await StartErrorAsync(stream => stream.Abort())).Should().Contain("reset the stream");

    [Fact]
    public async Task An_HTTP_error_is_quoted() =>
        (await AnswerErrorAsync(response => response.StatusCode = 404)).Should().Be(
            "answered HTTP 404 NotFound where gRPC answers 200; is this the port of plaintext xDS?");

    [Theory]
    [InlineData("text/html", "text/html")]
    [InlineData(null, "no content type")]
    public async Task What_is_not_gRPC_is_quoted_by_its_type(string? type, string quoted) =>
        (await AnswerErrorAsync(response => response.ContentType = type)).Should().Be(
            $"answered with {quoted} where gRPC answers application/grpc; is this the port of plaintext xDS?");

    [Fact]
    public async Task A_compressed_message_is_refused() =>
        (await StartErrorAsync(stream => stream.SendRawAsync(1, 0, 0, 0, 1, 42))).Should().Be(
            "sent a compressed message (flag 1), though no compression was offered");

    [Fact]
    public async Task A_message_over_the_limit_is_refused() =>
        (await StartErrorAsync(stream => stream.SendRawAsync(0, 0x10, 0, 0, 1))).Should().Be(
            "announced a message of 268435457 bytes; the limit is 268435456");

    [Fact]
    public async Task A_length_that_is_cut_off_is_an_error() =>
        (await StartErrorAsync(stream => CutOffAsync(stream, 0, 0, 0))).Should().Be(
            "broke off after 3 of the 5 bytes before a message");

    [Fact]
    public async Task A_message_that_is_cut_off_is_an_error() =>
        (await StartErrorAsync(stream => CutOffAsync(stream, 0, 0, 0, 0, 9, 1, 2))).Should().Be(
            "broke off after 2 of the 9 bytes of a message");

    [Fact]
    public async Task A_message_that_is_no_response_is_an_error() =>
        (await StartErrorAsync(stream => stream.SendRawAsync(0, 0, 0, 0, 2, 0x0a, 0x7f))).Should().StartWith(
            "sent 2 bytes that are no DiscoveryResponse: ");

    [Fact]
    public async Task A_first_push_that_does_not_parse_ends_the_start()
    {
        await using var server = await FakeAds.StartAsync();
        var starting = Observer.StartAsync(Some.Options(server), CancellationToken.None);
        var stream = await server.AcceptAsync();

        await stream.SendAsync(new DiscoveryResponse { TypeUrl = Some.Cds, Resources = { Some.Any(Some.Cds, ByteString.CopyFrom(0x0a, 0x7f)) } });

        var start = () => starting;
        (await start.Should().ThrowAsync<XdsException>()).WithMessage($"resource 0 of 1 in a push of {Some.Cds} does not parse: *");
    }

    [Fact]
    public async Task A_first_push_of_an_unknown_type_ends_the_start()
    {
        await using var server = await FakeAds.StartAsync();
        var starting = Observer.StartAsync(Some.Options(server) with { Protocol = XdsProtocol.V2 }, CancellationToken.None);
        var stream = await server.AcceptAsync();

        await stream.PushAsync(Some.Cds);

        var start = () => starting;
        (await start.Should().ThrowAsync<XdsException>()).WithMessage($"{server.Address} sent a push of '{Some.Cds}', a type that nobody asked for");
    }

    [Fact]
    public async Task A_message_that_is_malformed_later_costs_the_stream_and_not_the_observer()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        await stream.SendRawAsync(1, 0, 0, 0, 0);
        var again = await server.AcceptAsync();
        await again.PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:80"));

        await observer.Endpoints("a").BecomeAsync(["2.2.2.2:80"]);
        observer.LastError!.Message.Should().Contain("compressed");
    }

    [Fact]
    public async Task A_server_that_is_not_plaintext_is_refused_by_its_address()
    {
        var start = () => Observer.StartAsync(Options(new Uri("https://pilot:15011")), CancellationToken.None);

        (await start.Should().ThrowAsync<ArgumentException>()).WithMessage("the server https://pilot:15011/ is not plaintext: write http://HOST:PORT*");
    }

    private static ObserverOptions Options(Uri server) =>
        new() { Node = Some.Node, Server = server, Protocol = XdsProtocol.V3, WaitLimit = Some.Patience };

    /// <summary>What a start says, after the address, when the server does this to its stream.</summary>
    private static async Task<string> StartErrorAsync(Func<FakeStream, Task> act)
    {
        await using var server = await FakeAds.StartAsync();
        var starting = Observer.StartAsync(Some.Options(server), CancellationToken.None);
        var stream = await server.AcceptAsync();
        await stream.ReceiveAsync();
        await act(stream);
        return await ErrorAsync(server, () => starting);
    }

    private static Task<string> StartErrorAsync(Action<FakeStream> act) => StartErrorAsync(stream =>
    {
        act(stream);
        return Task.CompletedTask;
    });

    /// <summary>What a start says, after the address, when the server answers with this.</summary>
    private static async Task<string> AnswerErrorAsync(Action<HttpResponse> answer)
    {
        await using var server = await FakeAds.StartAsync(context =>
        {
            answer(context.Response);
            return Task.CompletedTask;
        });
        return await ErrorAsync(server, () => Observer.StartAsync(Some.Options(server), CancellationToken.None));
    }

    private static async Task<string> ErrorAsync(FakeAds server, Func<Task<Observer>> start)
    {
        var message = (await start.Should().ThrowAsync<XdsException>()).Which.Message;
        message.Should().StartWith($"{server.Address}{Method} ");
        return message[$"{server.Address}{Method} ".Length..];
    }

    private static async Task CutOffAsync(FakeStream stream, params byte[] bytes)
    {
        await stream.SendRawAsync(bytes);
        stream.End(0, "");
    }
}
