using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

public sealed class ObserverStateTests
{
    private static readonly World Two = new()
    {
        Clusters = [Some.EdsCluster("a"), Some.EdsCluster("b")],
        Endpoints = [Some.Endpoints("a", "1.1.1.1:80"), Some.Endpoints("b", "2.2.2.2:80")],
        Listeners = [Some.Listener("first", "80"), Some.Listener("second", "81")],
        Routes = [new RouteConfiguration { Name = "80" }, new RouteConfiguration { Name = "81" }],
    };

    [Fact]
    public async Task An_EDS_push_updates_what_it_carries_and_keeps_the_rest()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Two);
        await using var _ = observer;

        await stream.PushAsync(Some.Eds, Some.Endpoints("b", "3.3.3.3:80"));

        await observer.Endpoints("b").BecomeAsync(["3.3.3.3:80"]);
        observer.Endpoints("a").Current.Should().Equal("1.1.1.1:80");
    }

    [Fact]
    public async Task An_RDS_push_updates_what_it_carries_and_keeps_the_rest()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Two);
        await using var _ = observer;

        await stream.PushAsync(Some.Rds, new RouteConfiguration { Name = "80", VirtualHosts = { new VirtualHost { Name = "new" } } });

        await observer.Route("80").UntilAsync(table => table!.VirtualHosts.Count == 1);
        observer.Route("81").Current.Should().Be(new RouteConfiguration { Name = "81" });
        observer.Route("82").Current.Should().BeNull();
    }

    [Fact]
    public async Task A_cluster_that_CDS_leaves_out_is_gone_with_its_endpoints()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Two);
        await using var _ = observer;

        await stream.PushAsync(Some.Cds, Some.EdsCluster("b"));

        var clusters = await observer.Clusters.UntilAsync(all => all.Count == 1);
        clusters.Keys.Should().Equal("b");
        observer.State.Endpoints.Keys.Should().Equal("b");
        observer.Endpoints("a").Current.Should().BeEmpty();
    }

    [Fact]
    public async Task A_listener_that_LDS_leaves_out_is_gone_with_its_route_table()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Two);
        await using var _ = observer;

        await stream.PushAsync(Some.Lds, Some.Listener("second", "81"));

        var listeners = await observer.Listeners.UntilAsync(all => all.Count == 1);
        listeners.Keys.Should().Equal("second");
        observer.State.Routes.Keys.Should().Equal("81");
    }

    [Fact]
    public async Task Endpoints_and_route_tables_that_nobody_asked_for_are_not_kept()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Two);
        await using var _ = observer;

        var seen = observer.NextPushAsync(XdsType.Routes);
        await stream.PushAsync(Some.Eds, Some.Endpoints("c", "3.3.3.3:80"));
        await stream.PushAsync(Some.Rds, new RouteConfiguration { Name = "82" });

        (await seen).Names.Should().Equal("82");
        observer.State.Endpoints.Keys.Should().BeEquivalentTo("a", "b");
        observer.State.Routes.Keys.Should().BeEquivalentTo("80", "81");
    }

    [Fact]
    public async Task Endpoints_are_found_by_the_service_name_of_their_cluster()
    {
        await using var server = await FakeAds.StartAsync();

        var (observer, _) = await server.ObserveAsync(new World
        {
            Clusters = [Some.EdsCluster("outbound|80||a", service: "a.svc")],
            Endpoints = [Some.Endpoints("a.svc", "1.1.1.1:80")],
        });

        await using (observer)
        {
            observer.Endpoints("outbound|80||a").Current.Should().Equal("1.1.1.1:80");
        }
    }

    [Fact]
    public async Task Endpoints_inside_a_cluster_are_found_in_it()
    {
        await using var server = await FakeAds.StartAsync();

        var (observer, stream) = await server.ObserveAsync(new World
        {
            Clusters = [new Cluster { Name = "dns", Type = Cluster.Types.DiscoveryType.StrictDns, LoadAssignment = Some.Endpoints("dns", "db.test:3306") }],
        });

        await using (observer)
        {
            observer.Endpoints("dns").Current.Should().Equal("db.test:3306");
            var next = observer.Endpoints("dns").NextPushAsync();
            await stream.PushAsync(Some.Cds, new Cluster { Name = "dns", Hosts = { Some.Address("1.1.1.1:1") } });
            (await next).Should().Equal("1.1.1.1:1");
        }
    }

    [Fact]
    public async Task The_history_keeps_the_latest_pushes_up_to_its_limit()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Two, options => options with { HistoryLimit = 2 });
        await using var _ = observer;

        await stream.PushAsync(Some.Eds, Some.Endpoints("b"), Some.Endpoints("a"));
        await observer.Endpoints("b").BecomeAsync([]);

        observer.History.Should().HaveCount(2);
        var push = observer.History[1];
        push.Should().BeEquivalentTo(new { Type = XdsType.Endpoints, Version = "version-5", Nonce = "nonce-5", Count = 2, Rejection = (string?)null });
        push.Names.Should().Equal("b", "a");
        push.Time.Should().NotBe(default);
        push.ToString().Should().Be("EDS push 'version-5' of 2: b, a");
    }

    [Fact]
    public async Task Pushes_are_counted_by_type()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Two);
        await using var _ = observer;
        var before = observer.Pushes;

        var seen = observer.NextPushAsync(XdsType.Listeners);
        await stream.PushAsync(Some.Eds);
        await stream.PushAsync(Some.Eds);
        await stream.PushAsync(Some.Lds);
        await seen;

        (observer.Pushes - before).Should().Be(new PushCounts(0, 2, 1, 0));
        before.ToString().Should().Be("CDS 1, EDS 1, LDS 1, RDS 1");
    }
}
