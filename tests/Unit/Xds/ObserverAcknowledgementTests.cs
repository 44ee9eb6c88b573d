using Google.Protobuf;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

public sealed class ObserverAcknowledgementTests
{
    [Fact]
    public async Task A_push_is_acknowledged_with_its_version_and_nonce()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var push = await stream.PushAsync(Some.Eds, Some.Endpoints("a", "9.9.9.9:80"));

        var acknowledgement = await stream.ReceiveAsync();
        acknowledgement.TypeUrl.Should().Be(Some.Eds);
        acknowledgement.VersionInfo.Should().Be(push.VersionInfo);
        acknowledgement.ResponseNonce.Should().Be(push.Nonce);
        acknowledgement.ResourceNames.Should().Equal("a");
        acknowledgement.ErrorDetail.Should().BeNull();
    }

    [Fact]
    public async Task A_rejection_carries_the_reason_and_the_last_accepted_version_and_changes_nothing()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        observer.Acknowledgement = Acknowledgement.Reject("no such cluster");
        var seen = observer.NextPushAsync(XdsType.Endpoints);
        var push = await stream.PushAsync(Some.Eds, Some.Endpoints("a", "9.9.9.9:80"));
        var rejection = await stream.ReceiveAsync();

        rejection.ErrorDetail.Code.Should().Be(13);
        rejection.ErrorDetail.Message.Should().Be("no such cluster");
        rejection.ResponseNonce.Should().Be(push.Nonce);
        rejection.VersionInfo.Should().Be("version-2");
        (await seen).Rejection.Should().Be("no such cluster");
        observer.Endpoints("a").Current.Should().Equal("1.1.1.1:80");
        observer.Pushes.Endpoints.Should().Be(2);
    }

    [Fact]
    public async Task After_a_rejection_the_next_push_can_be_accepted()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;
        observer.Acknowledgement = Acknowledgement.Reject("no");
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "8.8.8.8:80"));
        await stream.ReceiveAsync();

        observer.Acknowledgement = Acknowledgement.Acknowledge;
        var push = await stream.PushAsync(Some.Eds, Some.Endpoints("a", "9.9.9.9:80"));

        (await stream.ReceiveAsync()).VersionInfo.Should().Be(push.VersionInfo);
        await observer.Endpoints("a").BecomeAsync(["9.9.9.9:80"]);
    }

    [Fact]
    public async Task A_silent_observer_sees_pushes_and_answers_none()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        observer.Acknowledgement = Acknowledgement.Silent;
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "8.8.8.8:80"));
        await stream.PushAsync(Some.Cds, Some.EdsCluster("a"), Some.EdsCluster("b"));
        await observer.Clusters.UntilAsync(clusters => clusters.ContainsKey("b"));
        observer.Endpoints("a").Current.Should().Equal("8.8.8.8:80");
        observer.Acknowledgement = Acknowledgement.Acknowledge;
        var push = await stream.PushAsync(Some.Lds);

        (await stream.ReceiveAsync()).ResponseNonce.Should().Be(push.Nonce, "nothing before it is answered");
        (await stream.ReceiveAsync()).ResourceNames.Should().Equal(["a", "b"], "the changed names are due");
    }

    [Fact]
    public async Task An_observer_that_is_silent_from_the_start_subscribes_to_all_and_acknowledges_nothing()
    {
        await using var server = await FakeAds.StartAsync();
        var starting = Observer.StartAsync(Some.Options(server) with { Acknowledgement = Acknowledgement.Silent }, CancellationToken.None);
        var stream = await server.AcceptAsync();
        List<DiscoveryRequest> requests = [];

        for (var i = 0; i < 4; i++)
        {
            requests.Add(await stream.ReceiveAsync());
            await stream.PushAsync(requests[i].TypeUrl, Some.World.Of(requests[i].TypeUrl));
        }

        await using var observer = await starting;
        requests.Select(r => r.TypeUrl).Should().Equal(Some.Cds, Some.Eds, Some.Lds, Some.Rds);
        requests.Should().OnlyContain(r => r.ResponseNonce == "" && r.VersionInfo == "");
        observer.Endpoints("a").Current.Should().Equal("1.1.1.1:80");
    }

    [Fact]
    public async Task A_resource_that_does_not_parse_is_rejected_by_type_and_index_and_changes_nothing()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var rejection = await SendAsync(observer, stream, XdsType.Endpoints, Some.Any(Some.Eds, Some.Endpoints("a").ToByteString()), Broken(Some.Eds));

        rejection.VersionInfo.Should().Be("version-2");
        rejection.ErrorDetail.Message.Should().StartWith($"resource 1 of 2 in a push of {Some.Eds} does not parse: ");
        observer.LastError!.Message.Should().Be(rejection.ErrorDetail.Message);
        observer.History[^1].Rejection.Should().Be(rejection.ErrorDetail.Message);
        observer.Endpoints("a").Current.Should().Equal("1.1.1.1:80");
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "9.9.9.9:80"));
        await observer.Endpoints("a").BecomeAsync(["9.9.9.9:80"]);
    }

    [Fact]
    public async Task A_resource_of_another_type_than_the_push_is_rejected()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var rejection = await SendAsync(observer, stream, XdsType.Endpoints, Some.Any(Some.Cds, ByteString.Empty));

        rejection.ErrorDetail.Message.Should().Be($"resource 0 of 1 in a push of {Some.Eds} is a '{Some.Cds}'");
    }

    [Fact]
    public async Task A_listener_whose_connection_manager_does_not_parse_is_rejected_by_name()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;
        var listener = new Listener { Name = "0.0.0.0_81", FilterChains = { new FilterChain { Filters = { new Filter { TypedConfig = Broken(Some.V3Manager) } } } } };

        var rejection = await SendAsync(observer, stream, XdsType.Listeners, Some.Any(Some.Lds, listener.ToByteString()));

        rejection.ErrorDetail.Message.Should().StartWith($"listener '0.0.0.0_81' has a {Some.V3Manager} that does not parse");
        observer.State.Listeners.Keys.Should().Equal("0.0.0.0_80");
    }

    [Fact]
    public async Task A_push_of_an_unknown_type_is_rejected_and_the_stream_goes_on()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        await stream.SendAsync(new DiscoveryResponse { TypeUrl = "type.googleapis.com/envoy.Unheard", Nonce = "n" });

        var rejection = await stream.ReceiveAsync();
        rejection.TypeUrl.Should().Be("type.googleapis.com/envoy.Unheard");
        rejection.ResponseNonce.Should().Be("n");
        rejection.ErrorDetail.Message.Should().Be($"{server.Address} sent a push of 'type.googleapis.com/envoy.Unheard', a type that nobody asked for");
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "9.9.9.9:80"));
        await observer.Endpoints("a").BecomeAsync(["9.9.9.9:80"]);
        observer.LastError!.Message.Should().Be(rejection.ErrorDetail.Message);
        observer.Reconnects.Should().Be(0);
    }

    private static Google.Protobuf.WellKnownTypes.Any Broken(string typeUrl) => Some.Any(typeUrl, ByteString.CopyFrom(0x0a, 0x7f));

    /// <summary>Pushes, and returns the answer once the observer has taken the push in.</summary>
    private static async Task<DiscoveryRequest> SendAsync(
        Observer observer, FakeStream stream, XdsType type, params Google.Protobuf.WellKnownTypes.Any[] resources)
    {
        var seen = observer.NextPushAsync(type);
        await stream.SendAsync(new DiscoveryResponse { TypeUrl = XdsNames.TypeUrl(type, XdsProtocol.V3), Nonce = "bad", VersionInfo = "bad", Resources = { resources } });
        var answer = await stream.ReceiveAsync();
        await seen;
        answer.ResponseNonce.Should().Be("bad");
        return answer;
    }
}
