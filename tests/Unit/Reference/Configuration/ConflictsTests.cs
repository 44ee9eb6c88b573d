using IstioRegressions.Meshes;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Unit.Reference.Configuration;

public sealed class ConflictsTests
{
    private static readonly string Tcp = Yaml.TcpGateway("b", "istio: edge", 9000);

    [Fact]
    public void A_port_for_TCP_is_one_Gateways()
    {
        Conflicts.OfPorts(Yaml.Objects(Yaml.TcpGateway("a", "istio: edge, app: x", 9000), Tcp)).Should().ContainSingle()
            .Which.Problem.Should().Contain("9000").And.Contain("Gateway default/a");
        Conflicts.OfPorts(Yaml.Objects(Yaml.Gateway("a", "istio: edge", 9000), Tcp)).Should().HaveCount(1);
    }

    [Fact]
    public void Gateways_with_other_ports_or_routers_and_those_for_HTTP_do_not_meet() =>
        Conflicts.OfPorts(Yaml.Objects(
            Tcp, Yaml.TcpGateway("c", "istio: other", 9000), Yaml.TcpGateway("d", "istio: edge", 9001), Yaml.Gateway("e", "istio: edge", 80), Yaml.Gateway("f", "istio: edge", 80)))
            .Should().BeEmpty();

    [Theory]
    [InlineData("b", 0)]
    [InlineData("default/b, mesh", 0)]
    [InlineData("mesh", 0)]
    [InlineData("other/b", 1)]
    public void A_VirtualService_names_Gateways_that_are_there(string gateways, int conflicts) =>
        Conflicts.OfRoutes(Yaml.Objects(Tcp, Yaml.VirtualService("v", $"hosts: [a.com], gateways: [{gateways}], http: [{{ route: [{{ destination: {{ host: a }} }}] }}]")))
            .Should().HaveCount(conflicts);

    [Theory]
    [InlineData("DISABLE", "STRICT", 1)]
    [InlineData("DISABLE", "PERMISSIVE", 0)]
    [InlineData("ISTIO_MUTUAL", "STRICT", 0)]
    public void Clients_send_no_plain_text_to_servers_that_take_mutual_TLS_alone(string rule, string policy, int conflicts) =>
        Conflicts.OfPolicies(Yaml.Objects(
            Yaml.ServiceEntry("a", "a.com", $"ports: [{Yaml.Http}], location: MESH_INTERNAL, resolution: NONE"),
            Yaml.DestinationRule("a", "a.com", rule),
            Yaml.PeerAuthentication(policy))).Should().HaveCount(conflicts);

    [Fact]
    public void A_rule_that_says_nothing_of_TLS_is_against_no_policy() =>
        Conflicts.OfPolicies(Yaml.Objects(
            Yaml.ServiceEntry("a", "a.com", $"ports: [{Yaml.Http}], location: MESH_INTERNAL, resolution: NONE"),
            Yaml.SubsetRule("a", "a.com", "subsets: [{ name: v1 }]"),
            Yaml.PeerAuthentication("STRICT"))).Should().BeEmpty();

    [Theory]
    [InlineData(null, 2)]
    [InlineData(ReferenceDefects.GatewayPortTakenSilently, 1)]
    [InlineData(ReferenceDefects.RouteWithoutGatewayAccepted, 1)]
    public void Each_is_refused_but_with_its_defect(string? defect, int conflicts) =>
        Behaviour.With(new HashSet<string>(defect is null ? [] : [defect])).ConflictsIn(Yaml.Objects(
            Yaml.TcpGateway("a", "istio: edge", 9000), Tcp, Yaml.VirtualService("v", "hosts: [a.com], gateways: [none], http: [{ route: [{ destination: { host: a } }] }]")))
            .Should().HaveCount(conflicts);
}
