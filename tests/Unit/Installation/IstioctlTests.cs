using IstioRegressions.Catalogue;
using IstioRegressions.Installation;

namespace IstioRegressions.Unit.Installation;

public sealed class IstioctlTests
{
    [Fact]
    public void Each_release_from_1_5_on_has_its_command()
    {
        foreach (var release in ReleaseList.Default.Releases.Where(r => r.Install != InstallStyle.Manifests))
        {
            var arguments = Istioctl.Arguments(release, new InstallOptions(), "config");

            string.Join(' ', arguments).Should().StartWith((release.Version.Minor == 5 ? "manifest apply --wait" : "install") + " --skip-confirmation --readiness-timeout 300s --kubeconfig config --set profile=default");
        }
    }

    [Fact]
    public void A_release_up_to_1_4_has_none()
    {
        foreach (var release in ReleaseList.Default.Releases.Where(r => r.Install == InstallStyle.Manifests))
        {
            var arguments = () => Istioctl.Arguments(release, new InstallOptions(), "config");

            arguments.Should().Throw<InstallationException>().WithMessage($"Istio {release.Version} is installed from manifests*");
        }
    }

    [Fact]
    public void Hub_pilot_context_and_extent_are_told()
    {
        var options = new InstallOptions { Hub = "localhost:5000/istio", PilotImage = "mine/pilot:1", ControlPlaneOnly = true };

        var arguments = Istioctl.Arguments(ReleaseList.Default.For(IstioVersion.Parse("1.20.3")), options, "config", "kind");

        arguments.Should().ContainInConsecutiveOrder("--context", "kind");
        Values(arguments).Should().Contain(["profile=minimal", "hub=localhost:5000/istio", "values.pilot.image=mine/pilot:1"]);
        Values(arguments).Should().NotContain(v => v.Contains("gateway"));
    }

    [Fact]
    public void The_gateway_gets_a_node_port() =>
        Values(Istioctl.Arguments(ReleaseList.Default.For(IstioVersion.Parse("1.5.0")), new InstallOptions(), "config"))
            .Should().Contain(["values.gateways.istio-ingressgateway.type=NodePort", "values.global.imagePullPolicy=IfNotPresent"]).And.NotContain(v => v.StartsWith("hub="));

    [Fact]
    public void What_it_installs_is_written_down_by_the_same_values()
    {
        var release = ReleaseList.Default.For(IstioVersion.Parse("1.6.14"));
        var options = new InstallOptions { Hub = "localhost:5000/istio" };

        var manifest = Istioctl.Manifest(release, options);

        manifest.Take(2).Should().Equal("manifest", "generate");
        Values(manifest).Should().Equal(Values(Istioctl.Arguments(release, options, "config")));
    }

    private static IEnumerable<string> Values(IReadOnlyList<string> arguments) => arguments.Zip(arguments.Skip(1)).Where(p => p.First == "--set").Select(p => p.Second);
}
