using IstioRegressions.Routing;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Routing;

public sealed class VirtualHostChoiceTests
{
    [Theory]
    [InlineData("www.foo.example", "www.foo.example", "*.foo.example", "www.*", "*")]
    [InlineData("www.foo.example", "*.foo.example", "*.example", "www.foo.*", "*")]
    [InlineData("www.foo.example", "*w.foo.example", "*.foo.example", "*.example")]
    [InlineData("www.foo.example", "www.foo.*", "www.*", "*")]
    [InlineData("www.foo-bar", "www.foo-*", "*", "www.*")]
    [InlineData("WWW.Foo.example", "www.FOO.example", "*")]
    [InlineData("www.foo.example:8080", "www.foo.example:*", "www.foo.example", "*")]
    public void Of_the_domains_that_match_the_most_specific_wins(string host, string wanted, params string[] others) =>
        VirtualHostChoice.Find(Table([wanted, .. others]), host)!.Name.Should().Be(wanted);

    [Theory]
    [InlineData("*-bar.foo.example", "-bar.foo.example")]
    [InlineData("*.foo.example", "foo.example")]
    [InlineData("foo.*", "foo.")]
    [InlineData("foo.example", "foo.example:80")]
    [InlineData("*.foo.example", "www.foo.example.org")]
    public void A_domain_does_not_match_more_or_less_than_it_says(string domain, string host) => VirtualHostChoice.Find(Table([domain]), host).Should().BeNull();

    private static RouteConfiguration Table(string[] domains) => new() { VirtualHosts = { domains.Reverse().Select(d => Config.Host(d, [d])) } };
}
