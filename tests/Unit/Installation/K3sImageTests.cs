using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Installation;

namespace IstioRegressions.Unit.Installation;

public sealed class K3sImageTests
{
    [Fact]
    public void Every_release_has_an_image_that_serves_its_APIs_and_runs_on_cgroup_v2()
    {
        foreach (var release in ReleaseList.Default.Releases)
        {
            var image = K3sImage.For(release.Version);

            ImageReference.Parse(image.Image).Repository.Should().Be("rancher/k3s");
            var minor = K3sImage.KubernetesMinor(image.Image);
            minor.Should().BeGreaterThanOrEqualTo(20, "k3s runs on cgroup v2 from 1.20.4 on");
            (minor < 22).Should().Be(release.Version < IstioVersion.Parse("1.10.0"), $"1.22 removed what {release.Version} uses, or did not");
            image.Why.Should().Contain($"Istio {release.Version}").And.Contain($"1.{minor}");
        }
    }

    [Fact]
    public void Later_releases_never_have_an_earlier_Kubernetes() =>
        ReleaseList.Default.Releases.Select(r => K3sImage.KubernetesMinor(r.K3sImage)).Should().BeInAscendingOrder();

    [Fact]
    public void An_image_that_is_given_is_taken() =>
        K3sImage.For(IstioVersion.Parse("1.6.0"), "rancher/k3s:local").Should().Be(new K3sImage("rancher/k3s:local", "it was given"));

    [Fact]
    public void What_is_no_reference_is_refused()
    {
        var image = () => K3sImage.For(IstioVersion.Parse("1.6.0"), "not an image");

        image.Should().Throw<InstallationException>().WithMessage("'not an image' is no reference to an image of k3s; write*");
    }

    [Fact]
    public void A_version_without_an_image_is_one_error()
    {
        var image = () => K3sImage.For(IstioVersion.Parse("0.6.0"));

        image.Should().Throw<InstallationException>().WithMessage("there is no k3s image for Istio 0.6.0*give one: --k3s-image*");
    }
}
