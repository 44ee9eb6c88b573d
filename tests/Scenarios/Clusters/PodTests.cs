using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using k8s.Models;

namespace IstioRegressions.Scenarios.Clusters;

public sealed class PodTests
{
    private const string Page = """
        [
          { "proxy": "app-1.mine", "istio_version": "1.4.6" },
          { "proxy": "app-2.mine", "istio_version": "1.3.8" },
          { "proxy": "app-3.mine" },
          { "proxy": "istio-ingressgateway-1.istio-system", "istio_version": "1.4.6" },
          { "proxy": "app-1.not-mine", "istio_version": "1.4.6" }
        ]
        """;

    [Fact]
    public void Proxies_are_counted_by_the_version_that_they_say_and_those_of_other_namespaces_are_not() =>
        ProxyVersions.In(Page, "mine").Should().BeEquivalentTo(new Dictionary<string, string> { ["app-1"] = "1.4.6", ["app-2"] = "1.3.8", ["app-3"] = "none" });

    [Theory]
    [InlineData(new[] { "1.3.8", "1.3.8", "1.3.8" }, new[] { "1.4.6", "1.4.6", "1.4.6" }, 0, VerdictKind.Absent)]
    [InlineData(new[] { "1.3.8", "1.3.8", "1.3.8" }, new[] { "1.4.6", "1.4.6", "1.4.6" }, 2, VerdictKind.Inconclusive)]
    [InlineData(new[] { "1.3.8", "1.3.8", "1.3.8" }, new[] { "1.4.6", "1.3.8", "1.4.6" }, 0, VerdictKind.Reproduced)]
    [InlineData(new[] { "1.3.8", "1.3.8", "1.3.8" }, new[] { "1.4.6", "1.4.6" }, 0, VerdictKind.Reproduced)]
    [InlineData(new[] { "1.3.8" }, new[] { "1.4.6", "1.4.6", "1.4.6" }, 0, VerdictKind.Inconclusive)]
    public void An_upgrade_is_done_when_every_proxy_is_counted_at_the_new_version(string[] old, string[] now, long failed, VerdictKind verdict)
    {
        static Dictionary<string, string> Pods(string[] versions) => versions.Select((v, i) => ($"app-{i}", v)).ToDictionary();

        ZeroDowntimeUpgrade.Told(Pods(old), Pods(now), IstioVersion.Parse("1.3.8"), IstioVersion.Parse("1.4.6"), failed).Kind.Should().Be(verdict);
    }

    [Theory, InlineData("200", 200), InlineData("503\n", 503), InlineData("000", 0), InlineData("", 0), InlineData("curl: (7)", 0)]
    public void What_curl_writes_for_a_status_is_read(string output, int status) => PodCalls.StatusOf(output).Should().Be(status);

    [Theory]
    [InlineData("ImagePullBackOff", true)]
    [InlineData("ErrImageNeverPull", true)]
    [InlineData("ErrImagePull", false)] // it is tried again
    [InlineData("CrashLoopBackOff", false)]
    [InlineData("ContainerCreating", false)]
    public void A_pod_whose_image_cannot_be_had_never_starts(string reason, bool never)
    {
        var waiting = new V1ContainerStatus { Image = "nowhere/proxyv2:1", Name = "istio-proxy", State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = "it says so" } } };

        var why = PodTrouble.WhyNever(new V1Pod { Status = new V1PodStatus { InitContainerStatuses = [waiting] } });

        (why is not null).Should().Be(never);
        (why ?? "no image nowhere/proxyv2:1: it says so ISTIO_HUB").Should().StartWith("no image nowhere/proxyv2:1: it says so").And.Contain("ISTIO_HUB");
    }
}
