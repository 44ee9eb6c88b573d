using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Xds;

public sealed class ObserverReconnectTests
{
    [Fact]
    public async Task A_new_stream_begins_with_all_subscriptions_and_their_last_versions()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:80"));
        await stream.ReceiveAsync();

        stream.End(14, "going away");
        var again = await server.AcceptAsync();
        var requests = new[] { await again.ReceiveAsync(), await again.ReceiveAsync(), await again.ReceiveAsync(), await again.ReceiveAsync() };

        requests.Select(r => r.TypeUrl).Should().Equal(Some.Cds, Some.Eds, Some.Lds, Some.Rds);
        requests.Select(r => r.VersionInfo).Should().Equal("version-1", "version-5", "version-3", "version-4");
        requests.Select(r => string.Join(',', r.ResourceNames)).Should().Equal("", "a", "", "80");
        requests.Should().OnlyContain(r => r.ResponseNonce == "");
        requests[0].Node.Id.Should().Be(Some.Node.Id);
    }

    [Fact]
    public async Task What_was_seen_stays_and_is_updated_on_the_new_stream()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        stream.Abort();
        var again = await server.AcceptAsync();
        observer.Endpoints("a").Current.Should().Equal("1.1.1.1:80");
        observer.IsConnected.Should().BeFalse();
        await again.PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:80"));

        await observer.Endpoints("a").BecomeAsync(["2.2.2.2:80"]);
        observer.IsConnected.Should().BeTrue();
        observer.Reconnects.Should().Be(1);
        observer.Failures.Should().Be(1);
        observer.LastError!.Message.Should().StartWith(server.Address.ToString());
    }

    [Fact]
    public async Task A_version_that_was_rejected_or_met_with_silence_is_not_sent_as_the_last()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;
        observer.Acknowledgement = Acknowledgement.Reject("no");
        await stream.PushAsync(Some.Cds, Some.EdsCluster("a"));
        await stream.ReceiveAsync();
        observer.Acknowledgement = Acknowledgement.Silent;
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:80"));
        await observer.Endpoints("a").BecomeAsync(["2.2.2.2:80"]);

        stream.Abort();
        var again = await server.AcceptAsync();

        (await again.ReceiveAsync()).VersionInfo.Should().Be("version-1");
        (await again.ReceiveAsync()).VersionInfo.Should().Be("version-2");
    }

    [Fact]
    public async Task A_new_stream_does_not_begin_with_a_type_of_which_no_name_is_left()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;
        var seen = observer.NextPushAsync(XdsType.Clusters);
        await stream.PushAsync(Some.Cds);
        await seen;

        stream.Abort();
        var again = await server.AcceptAsync();
        string[] types = [(await again.ReceiveAsync()).TypeUrl, (await again.ReceiveAsync()).TypeUrl];

        types.Should().Equal(Some.Cds, Some.Lds);
    }

    [Fact]
    public async Task A_server_that_shuts_down_well_is_an_error_too()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        stream.End(0, "");
        await server.AcceptAsync();

        observer.LastError!.Message.Should().Be($"{server.Address} ended the stream with grpc-status 0 OK, as a pilot does that shuts down");
    }

    [Fact]
    public async Task The_pauses_double_up_to_a_limit_while_nobody_answers()
    {
        var time = new ImpatientTime();
        await using var server = await FakeAds.StartAsync();
        var (observer, _) = await server.ObserveAsync(Some.World, options => options with { TimeProvider = time });
        await using var ended = observer;

        time.IsImpatient = true;
        await server.DisposeAsync();
        List<double> pauses = [];
        for (var i = 0; i < 9; i++)
        {
            pauses.Add((await time.NextPauseAsync()).TotalMilliseconds);
        }

        int[] longest = [50, 100, 200, 400, 800, 1600, 3200, 3200, 3200];
        pauses.Zip(longest).Should().OnlyContain(pause => pause.First >= pause.Second / 2.0 && pause.First <= pause.Second);
    }

    [Fact]
    public async Task The_pauses_are_short_again_after_an_answer()
    {
        var time = new ImpatientTime();
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World, options => options with { TimeProvider = time });
        await using var _ = observer;

        for (var i = 0; i < 4; i++)
        {
            stream.End(14, "again");
            (await time.NextPauseAsync()).Should().BeLessThanOrEqualTo(TimeSpan.FromMilliseconds(50));
            stream = await server.AcceptAsync();
            var seen = observer.NextPushAsync(XdsType.Clusters);
            await stream.PushAsync(Some.Cds);
            await seen;
        }

        observer.Reconnects.Should().Be(4);
    }

    [Fact]
    public async Task A_new_stream_that_is_not_answered_until_the_deadline_is_given_up()
    {
        var time = new ImpatientTime();
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World, options => options with { TimeProvider = time });
        await using var _ = observer;

        time.IsImpatient = true;
        stream.Abort();
        await time.NextPauseAsync();
        await time.NextPauseAsync();

        observer.LastError!.Message.Should().Be($"{server.Address} answered nothing on a new stream for 30 s");
    }

    [Fact]
    public async Task It_leaves_when_it_is_disposed()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);

        await observer.DisposeAsync();
        await observer.DisposeAsync();

        await stream.LeftAsync();
        observer.IsConnected.Should().BeFalse();
    }
}
