using IstioRegressions.Routing;

namespace IstioRegressions.Unit.Routing;

/// <summary>Two hosts of one address: earlier pilots gave it to both, and no Envoy takes such a table (shared-address.yaml).</summary>
public sealed class SharedAddressCallTests
{
    [Theory]
    [InlineData("shared-address-1.0.9", "shop.example")]
    [InlineData("shared-address-1.0.9", "nobody.example")]
    [InlineData("shared-address-1.4.6", "shop.example")]
    [InlineData("shared-address-1.4.6", "alias.example")]
    [InlineData("shared-address-1.4.6", "nobody.example")]
    public void A_domain_in_two_virtual_hosts_has_the_whole_table_refused(string state, string host)
    {
        var outcome = Answers.On(state, Call.Outbound("240.0.1.1:80") with { Host = host });

        outcome.Kind.Should().Be(OutcomeKind.Refused, Docs.Route);
        outcome.Reason.Should().Match("*'80'*'240.0.1.1'*'alias.example:80'*'shop.example:80'*unique*");
    }

    [Fact]
    public void A_call_that_needs_no_such_table_is_not_affected() =>
        Answers.Of("shared-address-1.4.6", Call.Outbound("240.0.1.1:81")).Should().Be("Passthrough: PassthroughCluster [240.0.1.1:81]", Docs.Listener);

    // To which one differs from run to run of pilot 1.8.0; in the recording it is shop.example.
    [Theory]
    [InlineData("shop.example", "Routed: outbound|80||shop.example [10.1.0.1:8000]")]
    [InlineData("alias.example", "Routed: outbound|80||alias.example [10.1.0.1:8000]")]
    [InlineData("240.0.1.1", "Routed: outbound|80||shop.example [10.1.0.1:8000]")]
    public void A_later_pilot_gives_the_address_to_one_of_them(string host, string expected) =>
        Answers.Of("shared-address-1.8.0", Call.Outbound("240.0.1.1:80") with { Host = host }).Should().Be(expected, Docs.Route);
}
