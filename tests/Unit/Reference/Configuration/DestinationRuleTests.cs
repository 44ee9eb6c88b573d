using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Unit.Reference.Configuration;

public sealed class DestinationRuleTests
{
    [Theory]
    [InlineData("a.com", "subsets: [{ name: v1, labels: { version: v1 } }, { name: all }]")]
    [InlineData("*.a.com", "trafficPolicy: { tls: { mode: DISABLE } }")]
    [InlineData("*", "subsets: []")]
    [InlineData("short", "subsets: []")]
    public void A_valid_rule_has_no_problems(string host, string spec) => Problems(host, spec).Should().BeEmpty();

    [Theory]
    [InlineData("", "subsets: []", "the host is missing")]
    [InlineData("a_b", "subsets: []", "host name a_b")]
    [InlineData("a.com", "subsets: [{ labels: { version: v1 } }]", "subset name ''")]
    [InlineData("a.com", "subsets: [{ name: v_1 }]", "subset name 'v_1'")]
    [InlineData("a.com", "subsets: [{ name: v1, labels: { version: 'v 1' } }]", "invalid label version=v 1")]
    public void A_wrong_rule_says_what_is_wrong(string host, string spec, string problem) =>
        Problems(host, spec).Should().ContainSingle().Which.Should().Contain(problem);

    [Theory]
    [InlineData("subsets: [{ name: v1, trafficPolicy: {} }]", "the subset has trafficPolicy")]
    [InlineData("trafficPolicy: { loadBalancer: {} }", "trafficPolicy has loadBalancer")]
    [InlineData("exportTo: ['.']", "the DestinationRule has exportTo")]
    public void What_is_not_served_is_refused_and_not_left_out(string spec, string problem)
    {
        var read = () => Problems("a.com", spec);

        read.Should().Throw<InvalidConfigurationException>().WithMessage($"*{problem}*");
    }

    private static List<string> Problems(string host, string spec) =>
        [.. Yaml.Objects(Yaml.SubsetRule("r", host, spec)).SelectMany(ConfigValidation.ProblemsOf)];
}
