using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Unit.Reference.Configuration;

public sealed class VirtualServiceDocumentTests
{
    private const string Route = "route: [{ destination: { host: a.com } }]";

    [Theory]
    [InlineData($"hosts: [a.com, '*'], http: [{{ {Route} }}]")]
    [InlineData($"hosts: [a.com], tcp: [{{ match: [{{ port: 80 }}], {Route} }}], gateways: [mesh, ns/edge]")]
    [InlineData("hosts: [a.com], http: [{ route: [{ destination: { host: a.com, subset: v1 } }] }]")]
    [InlineData("hosts: [a.com], http: [{ redirect: { uri: /new } }, { redirect: { authority: b.com, redirectCode: 302 } }]")]
    public void A_valid_VirtualService_has_no_problems(string spec) => Problems(spec).Should().BeEmpty();

    [Theory]
    [InlineData($"http: [{{ {Route} }}]", "at least one host")]
    [InlineData($"hosts: [a_b], http: [{{ {Route} }}]", "host name a_b")]
    [InlineData("hosts: [a.com]", "an HTTP or a TCP route")]
    [InlineData("hosts: [a.com], http: [{}]", "must have a destination")]
    [InlineData("hosts: [a.com], tcp: [{ route: [{ destination: { host: fake_service } }] }]", "host name fake_service")]
    [InlineData("hosts: [a.com], http: [{ route: [{ destination: { host: a.com, port: { number: 70000 } } }] }]", "70000 is not in 1..65535")]
    [InlineData("hosts: [a.com], http: [{ route: [{ destination: { host: a.com }, weight: 60 }, { destination: { host: b.com }, weight: 60 }] }]", "add up to 100, and are 120")]
    [InlineData($"hosts: [a.com], http: [{{ {Route}, fault: {{ abort: {{ httpStatus: 99 }} }} }}]", "99 is not in 200..599")]
    [InlineData($"hosts: [a.com], http: [{{ {Route}, fault: {{ delay: {{ fixedDelay: 1s, percentage: {{ value: 101 }} }} }} }}]", "not in 0..100")]
    [InlineData("hosts: [a.com], http: [{ route: [{ destination: { host: a.com, subset: v_1 } }] }]", "subset name 'v_1'")]
    [InlineData($"hosts: [a.com], http: [{{ redirect: {{ uri: /new }}, {Route} }}]", "may have no destination")]
    [InlineData("hosts: [a.com], http: [{ redirect: { uri: /new }, fault: { abort: { httpStatus: 503 } } }]", "may have no fault")]
    [InlineData("hosts: [a.com], http: [{ redirect: { redirectCode: 301 } }]", "a uri or an authority")]
    [InlineData("hosts: [a.com], http: [{ redirect: { uri: /new, redirectCode: 304 } }]", "redirectCode 304 is none of 301")]
    public void A_wrong_VirtualService_says_what_is_wrong(string spec, string problem) => Problems(spec).Should().ContainSingle().Which.Should().Contain(problem);

    [Theory]
    [InlineData($"hosts: [a.com], tls: [{{ {Route} }}]", "the VirtualService has tls")]
    [InlineData($"hosts: [a.com], http: [{{ {Route}, retries: {{}} }}]", "the HTTP route has retries")]
    [InlineData($"hosts: [a.com], http: [{{ {Route}, match: [{{ headers: {{}} }}] }}]", "the match has headers")]
    [InlineData("hosts: [a.com], http: [{ redirect: { uri: /a, port: 80 } }]", "the redirect has port")]
    [InlineData($"hosts: [a.com], http: [{{ {Route}, fault: {{ delay: {{ fixedDelay: soon }} }} }}]", "fixedDelay soon is not a duration")]
    [InlineData($"hosts: [a.com], http: [{{ {Route}, fault: {{ abort: {{ percentage: {{ value: all }} }} }} }}]", "percentage.value must be a number, but is all")]
    public void What_is_not_served_is_refused_and_not_left_out(string spec, string problem)
    {
        var read = () => Problems(spec);

        read.Should().Throw<InvalidConfigurationException>().WithMessage($"*{problem}*");
    }

    private static List<string> Problems(string spec) =>
        [.. Yaml.Objects(Yaml.VirtualService("v", spec)).SelectMany(ConfigValidation.ProblemsOf)];
}
