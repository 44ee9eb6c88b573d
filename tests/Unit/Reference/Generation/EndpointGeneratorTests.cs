namespace IstioRegressions.Unit.Reference.Generation;

public sealed class EndpointGeneratorTests
{
    [Fact]
    public void Endpoints_are_grouped_by_locality_with_their_weights()
    {
        var endpoints = new Generated(Yaml.ServiceEntry(
            "a",
            "a.com",
            $"ports: [{Yaml.Http}], resolution: STATIC, endpoints: [{{ address: 1.1.1.1, locality: r/z/s, weight: 3 }}, {{ address: 2.2.2.2 }}, {{ address: 3.3.3.3, locality: r/z/s }}]"))
            .Endpoints("outbound|80||a.com")!.Endpoints;

        endpoints.Select(e => (e.Locality.Region, e.Locality.SubZone, e.LbEndpoints.Count, e.LoadBalancingWeight)).Should().Equal(("r", "s", 2, 4u), ("", "", 1, 1u));
    }

    [Fact]
    public void Network_and_TLS_mode_are_metadata()
    {
        var endpoint = new Generated(Yaml.ServiceEntry(
            "a",
            "a.com",
            $"ports: [{Yaml.Http}], resolution: STATIC, endpoints: [{{ address: 1.1.1.1, network: n1, labels: {{ security.istio.io/tlsMode: istio }} }}]"))
            .Endpoints("outbound|80||a.com")!.Endpoints[0].LbEndpoints[0];

        endpoint.Metadata.FilterMetadata["istio"].Fields["network"].StringValue.Should().Be("n1");
        endpoint.Metadata.FilterMetadata["envoy.transport_socket_match"].Fields["tlsMode"].StringValue.Should().Be("istio");
    }

    [Theory]
    [InlineData("outbound|81||a.com")]
    [InlineData("outbound|80||other.com")]
    [InlineData("nonsense")]
    public void A_cluster_that_is_not_known_has_none(string cluster) =>
        new Generated(Yaml.StaticEntry("a", "a.com", "1.1.1.1")).Endpoints(cluster)!.Endpoints.Should().BeEmpty();

    [Fact]
    public void The_cluster_of_a_DNS_entry_is_not_served_by_EDS() =>
        new Generated(Yaml.ServiceEntry("a", "a.com", $"ports: [{Yaml.Http}], resolution: DNS")).Endpoints("outbound|80||a.com").Should().BeNull();
}
