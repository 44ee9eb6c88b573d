using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

public sealed class WatchedTests
{
    [Fact]
    public async Task A_wait_for_what_is_there_already_is_over_at_once()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, _) = await server.ObserveAsync(Some.World);
        await using var ended = observer;

        observer.Endpoints("a").BecomeAsync(["1.1.1.1:80"]).IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task The_order_in_which_endpoints_are_expected_does_not_matter()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var waiting = observer.Endpoints("a").BecomeAsync(["3.3.3.3:8080", "2.2.2.2:8080"]);
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:8080"));
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:8080", "3.3.3.3:8080"));

        (await waiting).Should().Equal("2.2.2.2:8080", "3.3.3.3:8080");
    }

    [Fact]
    public async Task No_push_is_missed_however_fast_the_next_one_follows()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var waits = Enumerable.Range(2, 50).Select(n => observer.Endpoints("a").UntilAsync(e => e.Count == n)).ToList();
        for (var n = 2; n < 52; n++)
        {
            await stream.PushAsync(Some.Eds, Some.Endpoints("a", [.. Enumerable.Range(1, n).Select(i => $"1.1.1.{i}:80")]));
        }

        (await Task.WhenAll(waits)).Select(e => e.Count).Should().Equal(Enumerable.Range(2, 50));
    }

    [Fact]
    public async Task A_wait_that_ends_at_the_deadline_says_what_was_expected_and_what_was_seen()
    {
        await using var server = await FakeAds.StartAsync();
        var time = new ImpatientTime();
        var (observer, _) = await server.ObserveAsync(Some.World, options => options with { TimeProvider = time });
        await using var ended = observer;
        time.IsImpatient = true;
        var connection = $"{server.Address} is connected (pushes: CDS 1, EDS 1, LDS 1, RDS 1; 0 reconnects)";

        await ShouldTimeOutAsync(
            observer.Endpoints("a").BecomeAsync(["2.2.2.2:80"]),
            $"expected the endpoints of 'a' to become [2.2.2.2:80]; waited 30 s, last saw [1.1.1.1:80]. {connection}");
        await ShouldTimeOutAsync(
            observer.Endpoints("b").UntilAsync(e => e.Count == 1),
            $"expected the endpoints of 'b' to satisfy e => e.Count == 1; waited 30 s, last saw nothing (CDS has no such cluster). {connection}");
        await ShouldTimeOutAsync(
            observer.Endpoints("a").NextPushAsync(),
            $"expected a push of the endpoints of 'a'; waited 30 s, last saw [1.1.1.1:80]. {connection}");
        await ShouldTimeOutAsync(
            observer.Clusters.UntilAsync(c => c.IsEmpty),
            $"expected the clusters to satisfy c => c.IsEmpty; waited 30 s, last saw 1 of them: a. {connection}");
        await ShouldTimeOutAsync(
            observer.Listeners.UntilAsync(l => l.IsEmpty),
            $"expected the listeners to satisfy l => l.IsEmpty; waited 30 s, last saw 1 of them: 0.0.0.0_80. {connection}");
        await ShouldTimeOutAsync(
            observer.Route("81").UntilAsync(r => r is not null),
            $"expected the route table '81' to satisfy r => r is not null; waited 30 s, last saw none; 1 of them: 80. {connection}");
        await ShouldTimeOutAsync(
            observer.NextPushAsync(XdsType.Clusters),
            $"expected a push of CDS; waited 30 s, last saw RDS push 'version-4' of 1: 80. {connection}");
    }

    [Fact]
    public async Task A_wait_that_ends_at_the_deadline_says_why_there_is_no_connection()
    {
        await using var server = await FakeAds.StartAsync();
        var time = new ImpatientTime();
        var (observer, stream) = await server.ObserveAsync(Some.World, options => options with { TimeProvider = time });
        await using var _ = observer;

        stream.End(14, "crashed");
        await server.AcceptAsync();
        time.IsImpatient = true;

        await ShouldTimeOutAsync(
            observer.Endpoints("a").BecomeAsync([]),
            $"*to become nothing;*{server.Address} is not connected*; last error: *14 UNAVAILABLE: crashed");
    }

    [Fact]
    public async Task What_a_condition_throws_is_thrown_by_its_wait_and_the_observer_goes_on()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var wrong = observer.Endpoints("a").UntilAsync(e => e[1] == "2.2.2.2:80");
        var right = observer.Endpoints("a").UntilAsync(e => e.Count == 2);
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:80", "1.1.1.1:80"));

        await right;
        await wrong.Invoking(w => w).Should().ThrowAsync<IndexOutOfRangeException>();
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, _) = await server.ObserveAsync(Some.World);
        await using var ended = observer;
        using var cancel = new CancellationTokenSource();
        var waiting = observer.Endpoints("a").BecomeAsync(["2.2.2.2:80"], cancel.Token);

        await cancel.CancelAsync();

        await waiting.Invoking(w => w).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Waits_end_when_the_observer_is_disposed()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, _) = await server.ObserveAsync(Some.World);
        var waiting = observer.NextPushAsync(XdsType.Clusters);

        await observer.DisposeAsync();

        await waiting.Invoking(w => w).Should().ThrowAsync<ObjectDisposedException>().WithMessage($"the observer of {server.Address} was disposed*");
        await observer.Invoking(o => o.Endpoints("a").NextPushAsync()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task The_next_push_of_a_part_is_one_that_carries_it()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(new World
        {
            Clusters = [Some.EdsCluster("a"), Some.EdsCluster("b")],
            Endpoints = [Some.Endpoints("a", "1.1.1.1:80"), Some.Endpoints("b")],
            Listeners = [Some.Listener("0.0.0.0_80", "80", "81")],
            Routes = [new RouteConfiguration { Name = "80" }],
        });
        await using var _ = observer;

        var endpoints = observer.Endpoints("a").NextPushAsync();
        var routes = observer.Route("80").NextPushAsync();
        var clusters = observer.Clusters.NextPushAsync();
        await stream.PushAsync(Some.Eds, Some.Endpoints("b", "2.2.2.2:80"));
        await stream.PushAsync(Some.Rds, new RouteConfiguration { Name = "81" });
        await stream.PushAsync(Some.Cds, Some.EdsCluster("a"), Some.EdsCluster("b"), new Cluster { Name = "a new one" });
        await stream.PushAsync(Some.Rds, new RouteConfiguration { Name = "80", VirtualHosts = { new VirtualHost() } });
        await stream.PushAsync(Some.Eds, Some.Endpoints("a", "3.3.3.3:80"));

        (await endpoints).Should().Equal("3.3.3.3:80");
        (await routes)!.VirtualHosts.Should().HaveCount(1);
        (await clusters).Should().HaveCount(3);
    }

    [Fact]
    public async Task The_next_push_of_a_part_counts_even_where_it_changes_nothing()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var next = observer.Endpoints("a").NextPushAsync();
        await stream.PushAsync(Some.Eds, Some.World.Endpoints);

        (await next).Should().Equal("1.1.1.1:80");
    }

    [Fact]
    public async Task The_next_push_of_a_type_is_returned()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        var next = observer.NextPushAsync(XdsType.Routes);
        await stream.PushAsync(Some.Eds);
        var push = await stream.PushAsync(Some.Rds, new RouteConfiguration { Name = "80" });

        (await next).Nonce.Should().Be(push.Nonce);
    }

    private static async Task ShouldTimeOutAsync(Task waiting, string message) =>
        (await waiting.Invoking(w => w).Should().ThrowAsync<ObservationTimeoutException>()).WithMessage(message);
}
