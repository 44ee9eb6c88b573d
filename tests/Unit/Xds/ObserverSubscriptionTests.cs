using System.Net.Sockets;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

public sealed class ObserverSubscriptionTests
{
    [Fact]
    public async Task It_subscribes_and_acknowledges_in_the_order_of_an_Envoy()
    {
        await using var server = await FakeAds.StartAsync();
        var starting = Observer.StartAsync(Some.Options(server), CancellationToken.None);
        var stream = await server.AcceptAsync();

        var clusters = await stream.ReceiveAsync();
        clusters.TypeUrl.Should().Be(Some.Cds);
        clusters.ResourceNames.Should().BeEmpty();
        clusters.ResponseNonce.Should().BeEmpty();
        clusters.VersionInfo.Should().BeEmpty();
        clusters.Node.Id.Should().Be("sidecar~127.0.0.9~client.default~default.svc.cluster.local");
        await stream.PushAsync(Some.Cds, Some.EdsCluster("b", service: "b.svc"), Some.EdsCluster("a"));

        var acknowledgement = await stream.ReceiveAsync();
        acknowledgement.TypeUrl.Should().Be(Some.Cds);
        acknowledgement.VersionInfo.Should().Be("version-1");
        acknowledgement.ResponseNonce.Should().Be("nonce-1");
        acknowledgement.ErrorDetail.Should().BeNull();
        acknowledgement.Node.Should().BeNull();

        var endpoints = await stream.ReceiveAsync();
        endpoints.TypeUrl.Should().Be(Some.Eds);
        endpoints.ResourceNames.Should().Equal("a", "b.svc");

        var listeners = await stream.ReceiveAsync();
        listeners.TypeUrl.Should().Be(Some.Lds);
        listeners.ResourceNames.Should().BeEmpty();
        await stream.PushAsync(Some.Lds, Some.Listener("0.0.0.0_80", "80", "http.8080"));
        (await stream.ReceiveAsync()).ResponseNonce.Should().Be("nonce-2");

        var routes = await stream.ReceiveAsync();
        routes.TypeUrl.Should().Be(Some.Rds);
        routes.ResourceNames.Should().Equal("80", "http.8080");

        starting.IsCompleted.Should().BeFalse("EDS and RDS have not come");
        await stream.PushAsync(Some.Eds, Some.Endpoints("a"));
        (await stream.ReceiveAsync()).ResourceNames.Should().Equal("a", "b.svc");
        starting.IsCompleted.Should().BeFalse("RDS has not come");
        await stream.PushAsync(Some.Rds);

        await using var observer = await starting;
        observer.Pushes.Should().Be(new PushCounts(1, 1, 1, 1));
    }

    [Fact]
    public async Task In_v2_every_request_says_who_asks()
    {
        await using var server = await FakeAds.StartAsync();
        var starting = Observer.StartAsync(Some.Options(server) with { Protocol = XdsProtocol.V2 }, CancellationToken.None);
        var stream = await server.AcceptAsync();
        await stream.ReceiveAsync();

        await stream.PushAsync(XdsNames.TypeUrl(XdsType.Clusters, XdsProtocol.V2));
        var acknowledgement = await stream.ReceiveAsync();
        var listeners = await stream.ReceiveAsync();

        acknowledgement.Node.Id.Should().Be(Some.Node.Id);
        listeners.Node.Id.Should().Be(Some.Node.Id);
        await stream.PushAsync(XdsNames.TypeUrl(XdsType.Listeners, XdsProtocol.V2));
        await (await starting).DisposeAsync();
    }

    [Theory]
    [InlineData(XdsProtocol.V2, "/envoy.service.discovery.v2.AggregatedDiscoveryService/StreamAggregatedResources", "type.googleapis.com/envoy.api.v2.")]
    [InlineData(XdsProtocol.V3, "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources", "type.googleapis.com/envoy.config.")]
    public async Task It_speaks_both_versions(XdsProtocol protocol, string method, string types)
    {
        await using var server = await FakeAds.StartAsync();
        var starting = Observer.StartAsync(Some.Options(server) with { Protocol = protocol }, CancellationToken.None);
        var stream = await server.AcceptAsync();
        await stream.ServeAsync(Some.World);

        await using var observer = await starting;

        stream.Path.Should().Be(method);
        observer.State.Clusters.Keys.Should().Equal("a");
        observer.State.Endpoints.Keys.Should().Equal("a");
        observer.State.Listeners.Keys.Should().Equal("0.0.0.0_80");
        observer.State.Routes.Keys.Should().Equal("80");
        await stream.PushAsync(XdsNames.TypeUrl(XdsType.Endpoints, protocol));
        (await stream.ReceiveAsync()).TypeUrl.Should().StartWith(types);
    }

    [Fact]
    public async Task It_is_started_without_EDS_and_RDS_where_nothing_names_any()
    {
        await using var server = await FakeAds.StartAsync();

        var (observer, _) = await server.ObserveAsync(new World { Clusters = [new Cluster { Name = "static" }] });

        await using (observer)
        {
            observer.Pushes.Should().Be(new PushCounts(1, 0, 1, 0));
        }
    }

    [Fact]
    public async Task It_asks_for_endpoints_again_only_when_CDS_names_others()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(new World { Clusters = [Some.EdsCluster("a"), Some.EdsCluster("b")], Endpoints = [Some.Endpoints("a")] });
        await using var _ = observer;

        await stream.PushAsync(Some.Cds, Some.EdsCluster("b"), Some.EdsCluster("a"), new Cluster { Name = "static" });
        (await stream.ReceiveAsync()).TypeUrl.Should().Be(Some.Cds);
        var other = await stream.PushAsync(Some.Cds, Some.EdsCluster("c"), Some.EdsCluster("a"));

        var acknowledgement = await stream.ReceiveAsync();
        acknowledgement.ResponseNonce.Should().Be(other.Nonce, "the same names are not asked for again");
        var endpoints = await stream.ReceiveAsync();
        endpoints.TypeUrl.Should().Be(Some.Eds);
        endpoints.ResourceNames.Should().Equal("a", "c");
        endpoints.ResponseNonce.Should().Be("nonce-2");
        endpoints.VersionInfo.Should().Be("version-2");
    }

    [Fact]
    public async Task It_asks_for_no_endpoints_when_CDS_no_longer_names_any()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        await stream.PushAsync(Some.Cds);

        (await stream.ReceiveAsync()).TypeUrl.Should().Be(Some.Cds);
        var endpoints = await stream.ReceiveAsync();
        endpoints.TypeUrl.Should().Be(Some.Eds);
        endpoints.ResourceNames.Should().BeEmpty();
    }

    [Fact]
    public async Task It_asks_for_route_tables_again_only_when_LDS_names_others()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(Some.World);
        await using var _ = observer;

        await stream.PushAsync(Some.Lds, Some.Listener("other", "80", "80"));
        (await stream.ReceiveAsync()).TypeUrl.Should().Be(Some.Lds);
        await stream.PushAsync(Some.Lds, Some.Listener("other", "80", "81"));

        (await stream.ReceiveAsync()).TypeUrl.Should().Be(Some.Lds);
        var routes = await stream.ReceiveAsync();
        routes.TypeUrl.Should().Be(Some.Rds);
        routes.ResourceNames.Should().Equal("80", "81");
    }

    [Fact]
    public async Task Fixed_names_are_asked_for_whatever_CDS_names()
    {
        await using var server = await FakeAds.StartAsync();
        var (observer, stream) = await server.ObserveAsync(
            new World { Clusters = [Some.EdsCluster("a")], Endpoints = [Some.Endpoints("x", "1.1.1.1:80"), Some.Endpoints("a", "2.2.2.2:80")] },
            options => options with { EndpointNames = ["y", "x", "y"] });
        await using var _ = observer;

        var push = await stream.PushAsync(Some.Cds, Some.EdsCluster("b"));
        (await stream.ReceiveAsync()).ResponseNonce.Should().Be(push.Nonce);
        await stream.PushAsync(Some.Eds);

        (await stream.ReceiveAsync()).ResourceNames.Should().Equal("x", "y");
        observer.Endpoints("x").Current.Should().Equal("1.1.1.1:80");
        observer.State.Endpoints.Keys.Should().Equal("x");
    }

    [Fact]
    public async Task It_connects_over_a_Unix_socket()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(directory.FullName, "xds");
            await using var server = await FakeAds.StartAsync(socket: path);

            var (observer, _) = await server.ObserveAsync(Some.World, options => options with { Connect = ct => ConnectAsync(path, ct) });

            await using (observer)
            {
                observer.Endpoints("a").Current.Should().Equal("1.1.1.1:80");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
