namespace IstioRegressions.Unit.Reference.Generation;

public sealed class RouteGeneratorTests
{
    [Fact]
    public void A_port_has_a_virtual_host_for_each_HTTP_service_and_one_for_the_rest()
    {
        var table = new Generated(
            Yaml.StaticEntry("b", "b.com", "2.2.2.2"),
            Yaml.StaticEntry("a", "a.com", "2.2.2.2"),
            Yaml.ServiceEntry("c", "c.com", "ports: [{ number: 80, name: tcp, protocol: TCP }], resolution: NONE"),
            Yaml.ServiceEntry("d", "d.com", "ports: [{ number: 81, name: http, protocol: HTTP }], resolution: NONE")).Routes("80")!;

        table.ValidateClusters.Should().BeFalse();
        table.VirtualHosts.Select(h => (h.Name, string.Join(' ', h.Domains), h.Routes.Single().Name, h.Routes.Single().Route_.Cluster)).Should().Equal(
            ("a.com:80", "a.com a.com:80", "default", "outbound|80||a.com"),
            ("b.com:80", "b.com b.com:80", "default", "outbound|80||b.com"),
            ("allow_any", "*", "allow_any", "PassthroughCluster"));
    }

    [Theory]
    [InlineData("a.default.svc.cluster.local", "a", "a.default.svc.cluster", "a.default.svc", "a.default")]
    [InlineData("a.ns1.svc.cluster.local", "a.ns1", "a.ns1.svc.cluster", "a.ns1.svc")]
    [InlineData("a.com")]
    public void Hosts_in_the_proxys_domain_have_short_names(string host, params string[] shortNames) =>
        new Generated(Yaml.StaticEntry("a", host, "2.2.2.2")).Routes("80")!.VirtualHosts[0].Domains
            .Should().Equal(((string[])[host, .. shortNames]).SelectMany(n => new[] { n, $"{n}:80" }));

    [Fact]
    public void A_service_with_an_address_is_reached_by_it() =>
        new Generated(Yaml.ServiceEntry("a", "a.com", $"ports: [{Yaml.Http}], resolution: STATIC, addresses: [1.2.3.4]")).Routes("80")!.VirtualHosts[0].Domains
            .Should().Equal("a.com", "a.com:80", "1.2.3.4", "1.2.3.4:80");

    [Fact]
    public void A_table_of_one_service_has_its_virtual_host_alone() =>
        new Generated(
            Yaml.ServiceEntry("a", "a.com", "ports: [{ number: 80, name: x }], addresses: [1.2.3.4], resolution: STATIC"),
            Yaml.StaticEntry("b", "b.com", "2.2.2.2")).Routes("a.com:80")!.VirtualHosts.Select(h => h.Name).Should().Equal("a.com:80");

    [Fact]
    public void A_name_that_is_no_port_has_no_table() => new Generated().Routes("http_proxy").Should().BeNull();
}
