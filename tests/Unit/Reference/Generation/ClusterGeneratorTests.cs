using IstioRegressions.Xds.Protos;
using DiscoveryType = IstioRegressions.Xds.Protos.Cluster.Types.DiscoveryType;

namespace IstioRegressions.Unit.Reference.Generation;

public sealed class ClusterGeneratorTests
{
    private const string DnsEntry = "ports: [{ number: 3306, name: mysql, protocol: TCP }], resolution: DNS";

    [Fact]
    public void A_sidecar_has_a_cluster_for_each_port_and_those_that_every_sidecar_has()
    {
        var clusters = new Generated(
            Yaml.StaticEntry("a", "a.com", "2.2.2.2"),
            Yaml.ServiceEntry("b", "b.com", "ports: [{ number: 80, name: http, protocol: HTTP }, { number: 53, name: dns, protocol: UDP }], resolution: NONE"),
            Yaml.ServiceEntry("c", "c.com", DnsEntry)).Clusters;

        clusters.Select(c => (c.Key, c.Value.Type)).Should().Equal(
            ("outbound|80||a.com", DiscoveryType.Eds),
            ("outbound|80||b.com", DiscoveryType.OriginalDst),
            ("outbound|3306||c.com", DiscoveryType.StrictDns),
            ("BlackHoleCluster", DiscoveryType.Static),
            ("PassthroughCluster", DiscoveryType.OriginalDst),
            ("InboundPassthroughClusterIpv4", DiscoveryType.OriginalDst));
        clusters["outbound|80||a.com"].EdsClusterConfig.ServiceName.Should().Be("outbound|80||a.com");
    }

    [Fact]
    public void A_gateway_has_only_outbound_clusters_and_endpoints_by_EDS_where_a_sidecar_passes_on() =>
        new Generated("router", false, Yaml.ServiceEntry("b", "b.com", $"ports: [{Yaml.Http}], resolution: NONE")).Clusters
            .Select(c => (c.Key, c.Value.Type)).Should().Equal(("outbound|80||b.com", DiscoveryType.Eds), ("BlackHoleCluster", DiscoveryType.Static));

    [Theory]
    [InlineData("", "c.com:3306")]
    [InlineData(", endpoints: [{ address: db.c.com, ports: { mysql: 3307 } }]", "db.c.com:3307")]
    public void The_endpoints_of_a_DNS_entry_are_in_its_cluster(string endpoints, string expected)
    {
        var cluster = new Generated(Yaml.ServiceEntry("c", "c.com", DnsEntry + endpoints)).Clusters["outbound|3306||c.com"];

        cluster.LoadAssignment.Endpoints.Single().LbEndpoints.Select(e => e.Endpoint.Address.SocketAddress)
            .Select(a => $"{a.Address}:{a.PortValue}").Should().Equal(expected);
    }

    [Fact]
    public void A_workload_has_an_inbound_cluster_for_each_port_that_it_serves()
    {
        var clusters = new Generated(Yaml.StaticEntry("mine", "mine.com", "10.9.9.9")).Clusters;

        clusters["inbound|80|http|mine.com"].LoadAssignment.Endpoints[0].LbEndpoints[0].Endpoint.Address.SocketAddress
            .Should().Be(new SocketAddress { Address = "127.0.0.1", PortValue = 8080 });
    }

    [Theory]
    [InlineData("GRPC", true)]
    [InlineData("HTTP2", true)]
    [InlineData("''", true)]
    [InlineData("HTTP", false)]
    [InlineData("TCP", false)]
    public void HTTP_2_is_spoken_where_the_protocol_is_or_may_be_it(string protocol, bool speaks) =>
        (new Generated(Yaml.ServiceEntry("a", "a.com", $"ports: [{{ number: 80, name: x, protocol: {protocol} }}], resolution: STATIC"))
            .Clusters["outbound|80||a.com"].Http2ProtocolOptions is not null).Should().Be(speaks);

    [Fact]
    public void Another_namespaces_private_entry_is_not_seen()
    {
        var elsewhere = Yaml.StaticEntry("a", "a.com", "2.2.2.2").Replace("namespace: default", "namespace: other").Replace("resolution:", "exportTo: ['.'], resolution:");

        new Generated(elsewhere).Clusters.Should().NotContainKey("outbound|80||a.com");
    }
}
