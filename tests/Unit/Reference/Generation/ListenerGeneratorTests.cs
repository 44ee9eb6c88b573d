using IstioRegressions.Meshes;
namespace IstioRegressions.Unit.Reference.Generation;

public sealed class ListenerGeneratorTests
{
    private const string PassOn = "-> PassthroughCluster";
    private const string Http = "http/1.0 http/1.1 h2c";

    [Theory]
    [InlineData("TCP", "NONE", "", "0.0.0.0_90", "-> outbound|90||a.com")]
    [InlineData("TCP", "STATIC", "1.2.3.4", "1.2.3.4_90", "-> outbound|90||a.com")]
    [InlineData("TCP", "NONE", "10.0.0.0/8", "0.0.0.0_90", "10.0.0.0/8 -> outbound|90||a.com", PassOn)]
    [InlineData("TLS", "NONE", "", "0.0.0.0_90", "a.com -> outbound|90||a.com", PassOn)]
    [InlineData("HTTPS", "STATIC", "1.2.3.4", "1.2.3.4_90", "-> outbound|90||a.com")]
    [InlineData("HTTP", "STATIC", "1.2.3.4", "0.0.0.0_90", Http + " -> routes 90", PassOn)]
    [InlineData("''", "NONE", "", "0.0.0.0_90", "-> outbound|90||a.com", Http + " -> routes 90")]
    [InlineData("''", "STATIC", "1.2.3.4", "1.2.3.4_90", "-> outbound|90||a.com", Http + " -> routes a.com:90")]
    public void A_port_has_a_listener_for_its_protocol_and_address(string protocol, string resolution, string address, string name, params string[] chains)
    {
        var listeners = new Generated(Yaml.ServiceEntry(
            "a", "a.com", $"ports: [{{ number: 90, name: x, protocol: {protocol} }}], resolution: {resolution}, addresses: [{address}]")).Listeners;

        listeners.Keys.Should().Equal(name, "virtualOutbound", "virtualInbound");
        listeners[name].FilterChains.Select(Generated.Short).Should().Equal(chains);
        listeners[name].DeprecatedV1.BindToPort.Should().BeFalse();
    }

    [Theory]
    [InlineData("HTTP", "TCP", "-> outbound|90||b.com", Http + " -> routes 90")]
    [InlineData("TCP", "HTTP", "-> outbound|90||a.com", Http + " -> routes 90")]
    [InlineData("TCP", "TCP", "-> outbound|90||a.com")]
    [InlineData("TLS", "TLS", "a.com -> outbound|90||a.com", PassOn, "b.com -> outbound|90||b.com")]
    [InlineData("TLS", "TCP", "a.com -> outbound|90||a.com", "-> outbound|90||b.com")]
    [InlineData("HTTP", "TLS", "b.com -> outbound|90||b.com", Http + " -> routes 90", PassOn)]
    [InlineData("HTTP", "HTTP", Http + " -> routes 90", PassOn)]
    [InlineData("HTTP", "''", "-> outbound|90||b.com", Http + " -> routes 90")]
    [InlineData("TCP", "''", "-> outbound|90||a.com", Http + " -> routes 90")]
    public void Services_that_share_a_port_share_its_listener(string first, string second, params string[] chains)
    {
        var listener = new Generated(Entry("a", first), Entry("b", second)).Listeners["0.0.0.0_90"];

        listener.FilterChains.Select(Generated.Short).Should().Equal(chains);
    }

    [Theory]
    [InlineData(null, "4.4.4.1_90")]
    [InlineData(ReferenceDefects.PodsShareOneListener, "0.0.0.0_90")]
    public void A_headless_service_has_a_listener_for_each_pod_but_the_proxys_own(string? defect, string name)
    {
        var listeners = Generated.With(
            defect,
            Yaml.ServiceEntry("a", "a.com", "ports: [{ number: 90, name: x, protocol: TCP }], resolution: NONE, workloadSelector: { labels: { app: test } }"),
            Yaml.WorkloadEntry("a-0", "4.4.4.1"),
            Yaml.WorkloadEntry("a-1", "10.9.9.9")).Listeners;

        listeners.Keys.Should().Equal(name, "virtualOutbound", "virtualInbound");
        listeners[name].FilterChains.Select(Generated.Short).Should().Equal("-> outbound|90||a.com");
    }

    [Theory]
    [InlineData(false, "envoy.tcp_proxy", "type.googleapis.com/envoy.config.filter.network.tcp_proxy.v2.TcpProxy")]
    [InlineData(true, "envoy.filters.network.tcp_proxy", "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy")]
    public void Filters_have_the_names_of_the_version_that_the_proxy_speaks(bool isV3, string name, string type)
    {
        var filter = new Generated("sidecar", isV3, Entry("a", "TCP")).Listeners["0.0.0.0_90"].FilterChains[0].Filters[0];

        filter.Name.Should().Be(name);
        filter.TypedConfig.TypeUrl.Should().Be(type);
    }

    [Theory]
    [InlineData(null, "10.9.9.9/32 :8080 -> inbound|80|http|mine.com", $"10.9.9.9/32 {Http} :8080 -> http inbound|80|http|mine.com")]
    [InlineData(ReferenceDefects.HttpPortsTakeHttpAlone, "10.9.9.9/32 :8080 -> http inbound|80|http|mine.com")]
    public void Inbound_traffic_goes_to_the_workload_whatever_it_is_but_with_that_defect_or_is_passed_on(string? defect, params string[] chains)
    {
        var inbound = Generated.With(defect, Yaml.StaticEntry("mine", "mine.com", "10.9.9.9")).Listeners["virtualInbound"];

        inbound.Address.SocketAddress.PortValue.Should().Be(15006);
        inbound.FilterChains.Select(Generated.Short).Should().Equal(
        [
            "0.0.0.0/0 -> InboundPassthroughClusterIpv4",
            $"0.0.0.0/0 {Http} -> http InboundPassthroughClusterIpv4",
            .. chains,
        ]);
    }

    [Fact]
    public void Outbound_traffic_without_a_listener_is_passed_on()
    {
        var outbound = new Generated().Listeners["virtualOutbound"];

        outbound.Address.SocketAddress.PortValue.Should().Be(15001);
        outbound.UseOriginalDst.Should().BeTrue();
        outbound.FilterChains.Select(Generated.Short).Should().Equal(PassOn);
    }

    private static string Entry(string name, string protocol) => Yaml.ServiceEntry(
        name, $"{name}.com", $"ports: [{{ number: 90, name: x, protocol: {protocol} }}], resolution: NONE", $"2020-01-01T00:00:0{(name == "a" ? 0 : 1)}Z");
}
