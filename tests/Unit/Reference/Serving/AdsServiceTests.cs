using System.Net;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Reference.Serving;

public sealed class AdsServiceTests
{
    private const string Method = "/envoy.service.discovery.v2.AggregatedDiscoveryService/StreamAggregatedResources";
    private const string Clusters = "type.googleapis.com/envoy.api.v2.Cluster";

    private static readonly Node Node = new() { Id = "sidecar~10.9.9.9~client.default~default.svc.cluster.local" };

    [Theory]
    [InlineData("/envoy.service.discovery.v2.AggregatedDiscoveryService/DeltaAggregatedResources")]
    [InlineData("/nothing")]
    public async Task An_unknown_method_is_unimplemented(string method) =>
        (await FailureAsync(method, new DiscoveryRequest { Node = Node, TypeUrl = Clusters })).Should().Contain("12").And.Contain("unknown method");

    [Theory]
    [InlineData("client", "missing parts")]
    [InlineData("waypoint~10.9.9.9~a.b~c", "invalid type waypoint")]
    [InlineData("sidecar~here~a.b~c", "no IP address")]
    public async Task A_node_that_says_not_who_it_is_is_an_error(string id, string problem) =>
        (await FailureAsync(Method, new DiscoveryRequest { Node = new Node { Id = id }, TypeUrl = Clusters })).Should().Contain(problem);

    [Fact]
    public async Task One_stream_speaks_one_version()
    {
        await using var pilot = await LivePilot.StartAsync([]);
        using var client = GrpcCall.CreateClient();
        await using var call = GrpcCall.Start(client, pilot.Grpc, Method);
        await call.SendAsync(new DiscoveryRequest { Node = Node, TypeUrl = Clusters }, default);
        await call.ReceiveAsync(DiscoveryResponse.Parser, default);

        await call.SendAsync(new DiscoveryRequest { TypeUrl = "type.googleapis.com/envoy.config.cluster.v3.Cluster" }, default);
        var receive = () => call.ReceiveAsync(DiscoveryResponse.Parser, default);

        (await receive.Should().ThrowAsync<XdsException>()).WithMessage("*invalid type*");
    }

    [Fact]
    public async Task Resources_of_an_unknown_type_are_not_answered_and_the_stream_goes_on()
    {
        await using var pilot = await LivePilot.StartAsync([]);
        using var client = GrpcCall.CreateClient();
        await using var call = GrpcCall.Start(client, pilot.Grpc, Method);

        await call.SendAsync(new DiscoveryRequest { Node = Node, TypeUrl = "type.googleapis.com/envoy.api.v2.auth.Secret" }, default);
        await call.SendAsync(new DiscoveryRequest { TypeUrl = Clusters }, default);
        var answer = await call.ReceiveAsync(DiscoveryResponse.Parser, default);

        answer!.TypeUrl.Should().Be(Clusters);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, "12")]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, "8")]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 255, 255 }, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "13")]
    public async Task Bytes_that_are_no_message_end_the_call_with_a_status(byte[] bytes, string status)
    {
        await using var pilot = await LivePilot.StartAsync([]);
        using var client = GrpcCall.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(pilot.Grpc, Method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(bytes),
        };

        using var response = await client.SendAsync(request, default);
        await response.Content.ReadAsByteArrayAsync();

        response.TrailingHeaders.GetValues("grpc-status").Should().Equal(status);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_given_up_and_holds_nobody_up_until_then()
    {
        var time = new ManualTime();
        await using var pilot = await LivePilot.StartAsync(
            time, [.. Enumerable.Range(0, 2000).Select(i => Yaml.StaticEntry($"e{i}", $"h{i}.com")), Yaml.StaticEntry("last", "last.com", "1.2.3.4")]);
        using var client = GrpcCall.CreateClient();
        await using var wedged = GrpcCall.Start(client, pilot.Grpc, Method);
        await wedged.SendAsync(new DiscoveryRequest { Node = Node, TypeUrl = Clusters }, default);
        await time.TimerAsync(TimeSpan.FromSeconds(5), default);

        await using var sidecar = await pilot.ObserveAsync(name: "other");
        await sidecar.Endpoints("outbound|80||last.com").BecomeAsync(["1.2.3.4:8080"]);
        await sidecar.Route("80").UntilAsync(r => r is not null);
        await time.WaitingAsync(timers: 1, default);
        time.Advance(TimeSpan.FromSeconds(5));
        var receive = async () =>
        {
            while (await wedged.ReceiveAsync(DiscoveryResponse.Parser, default) is not null)
            {
            }
        };

        await receive.Should().ThrowAsync<XdsException>();
        // A client can see the end of its stream before the pilot has counted it.
        await Polling.UntilAsync(
            "pilot_xds_write_timeout 1",
            TimeSpan.FromSeconds(20),
            async _ => (await pilot.MetricsAsync()).Contains("pilot_xds_write_timeout 1\n", StringComparison.Ordinal),
            () => "",
            default);
        sidecar.Clusters.Current.Should().HaveCountGreaterThan(2000);
    }

    private static async Task<string> FailureAsync(string method, DiscoveryRequest request)
    {
        await using var pilot = await LivePilot.StartAsync([]);
        using var client = GrpcCall.CreateClient();
        await using var call = GrpcCall.Start(client, pilot.Grpc, method);
        try
        {
            await call.SendAsync(request, default);
        }
        catch (XdsException)
        {
            // The server was faster with its refusal; the answer says why.
        }

        var receive = () => call.ReceiveAsync(DiscoveryResponse.Parser, default);
        return (await receive.Should().ThrowAsync<XdsException>()).Which.Message;
    }
}
