using IstioRegressions.Routing;
using IstioRegressions.Xds.Protos;
using static IstioRegressions.Unit.Routing.Config;

namespace IstioRegressions.Unit.Routing;

// https://www.envoyproxy.io/docs/envoy/v1.12.2/intro/arch_overview/upstream/load_balancing/load_balancers
public sealed class ClusterChoiceTests
{
    private static readonly Listener ToA = Serving(Route(Prefix()));

    [Fact]
    public void EDS_is_asked_by_the_service_name() =>
        Answers.Of(Config.Evaluate(Request(), ToA, Eds("a", service: "a-by-service"), Endpoints("a", "1.1.1.1:80"), Endpoints("a-by-service", "2.2.2.2:80"))).Should().Be("Routed: a [2.2.2.2:80]");

    [Fact]
    public void Endpoints_that_were_never_sent_are_told_from_none()
    {
        var outcome = Config.Evaluate(Request(), ToA, Eds("a"));

        outcome.Should().BeEquivalentTo(new { Kind = OutcomeKind.NoHealthyUpstream, Status = 503, Reason = "EDS has sent no endpoints for 'a'" });
    }

    [Fact]
    public void Hosts_of_v2_count_as_endpoints() =>
        Answers.Of(Config.Evaluate(Request(), ToA, new Cluster { Name = "a", Type = Cluster.Types.DiscoveryType.StrictDns, Hosts = { Address("some.example:80") } })).Should().Be("Routed: a [some.example:80]");

    [Theory]
    [InlineData(0, 1, "[1.1.1.1:80, 2.2.2.2:80]")]
    [InlineData(2, 1, "[2.2.2.2:80]")]
    [InlineData(5, 3, "[1.1.1.1:80]")]
    [InlineData(2, 4, "[3.3.3.3:80]")]
    public void Endpoints_that_EDS_says_are_unhealthy_are_left_out(int first, int second, string expected) =>
        Answers.Of(Config.Evaluate(Request(), ToA, Eds("a"), Health(first, second, third: 1))).Should().Be($"Routed: a {expected}");

    [Theory]
    [InlineData(null, "Routed: a [1.1.1.1:80, 2.2.2.2:80, 3.3.3.3:80]")]
    [InlineData(50.0, "Routed: a [1.1.1.1:80, 2.2.2.2:80, 3.3.3.3:80]")]
    [InlineData(0.0, "NoHealthyUpstream 503: a")]
    public void Where_none_is_healthy_Envoy_panics_unless_it_may_not(double? threshold, string expected)
    {
        var cluster = Eds("a");
        cluster.CommonLbConfig = threshold is { } value ? new() { HealthyPanicThreshold = new() { Value = value } } : null;

        Answers.Of(Config.Evaluate(Request(), ToA, cluster, Health(2, 3, 4))).Should().Be(expected);
    }

    [Fact]
    public void Where_nothing_was_redirected_there_is_no_original_destination()
    {
        var cluster = new Cluster { Name = "a", Type = Cluster.Types.DiscoveryType.OriginalDst, LbPolicy = Cluster.Types.LbPolicy.ClusterProvided };

        Answers.Of(Config.Evaluate(Request(), ToA, cluster)).Should().Be("NoHealthyUpstream 503: a");
    }

    private static ClusterLoadAssignment Health(int first, int second, int third)
    {
        var near = Endpoints("a", "1.1.1.1:80", "2.2.2.2:80");
        var far = Endpoints("a", "3.3.3.3:80").Endpoints[0];
        (near.Endpoints[0].LbEndpoints[0].HealthStatus, near.Endpoints[0].LbEndpoints[1].HealthStatus) = (first, second);
        (far.LbEndpoints[0].HealthStatus, far.Priority) = (third, 1);
        near.Endpoints.Add(far);
        return near;
    }
}
