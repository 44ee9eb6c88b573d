using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Unit.Reference.Configuration;

public sealed class ConfigValidationTests
{
    private const string Http = Yaml.Http;

    [Theory]
    [InlineData("good.com", $"ports: [{Http}], resolution: STATIC, endpoints: [{{ address: 1.1.1.1, ports: {{ http: 8080 }} }}]")]
    [InlineData("good.com", $"ports: [{Http}], resolution: DNS")]
    [InlineData("'*.good.com'", $"ports: [{Http}], resolution: NONE")]
    [InlineData("good.com", $"ports: [{Http}], resolution: DNS, endpoints: [{{ address: other.com }}]")]
    [InlineData("good.com", $"ports: [{Http}], resolution: STATIC, endpoints: [{{ address: 'unix:///var/run/x.sock' }}]")]
    [InlineData("a.com, b.com", $"ports: [{Http}, {{ number: 443, name: tls, protocol: TLS }}], resolution: STATIC")]
    [InlineData("good.com", "addresses: [10.0.0.0/8, 1.2.3.4], ports: [{ number: 9, name: any, protocol: '' }], resolution: NONE, exportTo: ['.']")]
    [InlineData("good.com", "ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }], resolution: STATIC")]
    public void A_valid_entry_has_no_problems(string hosts, string spec) =>
        Problems(hosts, spec).Should().BeEmpty();

    [Theory]
    [InlineData("fake_service", $"ports: [{Http}], resolution: STATIC", "host name fake_service")]
    [InlineData("'*'", $"ports: [{Http}], resolution: NONE", "host * is not allowed")]
    [InlineData("a.2", $"ports: [{Http}], resolution: NONE", "last label is a number")]
    [InlineData("'*.x.com'", $"ports: [{Http}], resolution: DNS", "full host names")]
    [InlineData("", $"ports: [{Http}], resolution: NONE", "at least one host")]
    [InlineData("a.com, b.com", "ports: [{ number: 9, name: tcp, protocol: TCP }], resolution: STATIC", "several hosts")]
    [InlineData("a.com", "ports: [{ number: 80, name: a_b, protocol: HTTP }], resolution: STATIC", "port name 'a_b'")]
    [InlineData("a.com", "ports: [{ number: 80, protocol: HTTP }], resolution: STATIC", "port name ''")]
    [InlineData("a.com", "ports: [{ number: 70000, name: http, protocol: HTTP }], resolution: STATIC", "not in 1..65535")]
    [InlineData("a.com", "ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 70000 }], resolution: STATIC", "targetPort 70000 is not in 1..65535")]
    [InlineData("a.com", "ports: [{ number: 80, name: http, protocol: SPDY }], resolution: STATIC", "protocol SPDY is none of TCP")]
    [InlineData("a.com", "ports: [{ number: 80, name: a, protocol: HTTP }, { number: 81, name: a, protocol: HTTP }], resolution: STATIC", "port name a is used 2 times")]
    [InlineData("a.com", "ports: [{ number: 80, name: a, protocol: HTTP }, { number: 80, name: b, protocol: HTTP }], resolution: STATIC", "port 80 is used 2 times")]
    [InlineData("a.com", $"ports: [{Http}], resolution: NONE, endpoints: [{{ address: 1.1.1.1 }}]", "NONE allows no endpoints")]
    [InlineData("a.com", $"ports: [{Http}], resolution: STATIC, endpoints: [{{ address: b.com }}]", "'b.com' is not valid with resolution STATIC")]
    [InlineData("a.com", $"ports: [{Http}], resolution: STATIC, endpoints: [{{ address: 1.1.1.1, ports: {{ tcp: 1 }} }}]", "port tcp (1) that the entry has not")]
    [InlineData("a.com", $"ports: [{Http}], resolution: STATIC, endpoints: [{{ address: 1.1.1.1, labels: {{ 'a b': c }} }}]", "invalid label a b=c")]
    [InlineData("a.com", $"ports: [{Http}], resolution: STATIC, workloadSelector: {{ labels: {{ a: b }} }}, endpoints: [{{ address: 1.1.1.1 }}]", "exclude each other")]
    [InlineData("a.com", $"ports: [{Http}], resolution: STATIC, workloadSelector: {{ labels: {{ a: 'b*' }} }}", "wildcards are not supported")]
    [InlineData("a.com", $"ports: [{Http}], resolution: DNS, addresses: [10.0.0.0/8]", "CIDR addresses need")]
    [InlineData("a.com", $"ports: [{Http}], resolution: NONE, addresses: [10.0.0]", "neither an IP address nor a CIDR block")]
    [InlineData("a.com", $"ports: [{Http}], resolution: NONE, exportTo: [other]", "it may be . or * alone")]
    public void What_1_6_refuses_is_a_problem(string hosts, string spec, string problem) =>
        Problems(hosts, spec).Should().ContainSingle(p => p.Contains(problem));

    [Fact]
    public void A_workload_needs_an_address() =>
        ConfigValidation.ProblemsOf(Yaml.Objects(Yaml.WorkloadEntry("w", "''"))[0]).Should().Equal("the address is missing");

    [Theory]
    [InlineData("servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]")]
    [InlineData("servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]", "selector: { istio: edge }")]
    public void A_valid_Gateway_has_no_problems(params string[] spec) => GatewayProblems(string.Join(", ", spec)).Should().BeEmpty();

    [Theory]
    [InlineData("selector: { istio: edge }", "at least one server")]
    [InlineData("servers: [{ hosts: ['*'] }]", "needs a name, and a number")]
    [InlineData("servers: [{ port: { number: 80, name: http, protocol: HTTP } }]", "port 80 must have at least one host")]
    [InlineData("servers: [{ port: { number: 443, name: tls, protocol: TLS }, hosts: ['*'] }]", "'TLS' is not served by this pilot")]
    [InlineData(
        "servers: [{ port: { number: 80, name: a, protocol: HTTP }, hosts: ['*'] }, { port: { number: 81, name: a, protocol: HTTP }, hosts: ['*'] }]",
        "port name a is used 2 times")]
    public void What_a_Gateway_may_not_have_is_a_problem(string spec, string problem) =>
        GatewayProblems(spec).Should().Contain(p => p.Contains(problem));

    private static IEnumerable<string> GatewayProblems(string spec) => ConfigValidation.ProblemsOf(Yaml.Objects(
        $"apiVersion: networking.istio.io/v1alpha3\nkind: Gateway\nmetadata: {{ name: g, namespace: default }}\nspec: {{ {spec} }}\n")[0]);

    private static IEnumerable<string> Problems(string hosts, string spec) =>
        ConfigValidation.ProblemsOf(Yaml.Objects(Yaml.ServiceEntry("e", hosts, spec))[0]);
}
