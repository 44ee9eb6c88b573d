using IstioRegressions.Meshes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Reference.Generation;

public sealed class MutualTlsTests
{
    private const string Cluster = "outbound|80||mine.com";

    private static readonly string Mine = Yaml.StaticEntry("mine", "mine.com", "10.9.9.9");

    [Theory]
    [InlineData("ISTIO_MUTUAL", "envoy.transport_sockets.tls")]
    [InlineData("DISABLE", null)]
    public void Clients_speak_what_the_rule_of_the_host_says(string mode, string? socket) =>
        new Generated(Mine, Yaml.DestinationRule("r", "mine.com", mode)).Clusters[Cluster].TransportSocket?.Name.Should().Be(socket);

    [Theory]
    [InlineData("STRICT", "tls")]
    [InlineData("PERMISSIVE", "")]
    public void Servers_take_what_the_policy_of_their_namespace_says(string mode, string transport) =>
        Inbound(ReferenceDefects.PlainProbesRefused, mode)
            .Should().OnlyContain(c => c.FilterChainMatch.TransportProtocol == transport && (c.TransportSocket != null) == (transport.Length > 0));

    [Theory]
    [InlineData("STRICT", "raw_buffer 10.9.9.9/32 http/1.0 http/1.1 h2c :8080 -> http inbound|80|http|mine.com")]
    [InlineData("PERMISSIVE")]
    public void Servers_that_take_nothing_else_take_probes_in_plain_text(string mode, params string[] probes) =>
        Inbound(defect: null, mode).Where(c => c.FilterChainMatch.TransportProtocol == "raw_buffer").Select(c => $"raw_buffer {Generated.Short(c)}")
            .Should().Equal(probes);

    [Fact]
    public void A_rule_of_another_host_is_not_this_ones() =>
        new Generated(Mine, Yaml.DestinationRule("r", "other.com", "ISTIO_MUTUAL")).Clusters[Cluster].TransportSocket.Should().BeNull();

    private static IEnumerable<FilterChain> Inbound(string? defect, string mode) =>
        Generated.With(defect, Mine, Yaml.PeerAuthentication(mode)).Listeners["virtualInbound"].FilterChains;
}
