using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

public sealed class ImageReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("istio/pilot:1.6.0", "docker.io/istio/pilot:1.6.0", "registry-1.docker.io")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "registry-1.docker.io")]
    [InlineData("docker.io/busybox:1", "docker.io/library/busybox:1", "registry-1.docker.io")]
    [InlineData("index.docker.io/istio/pilot:1.6.0", "docker.io/istio/pilot:1.6.0", "registry-1.docker.io")]
    [InlineData("registry-1.docker.io/istio/pilot:1.6.0", "docker.io/istio/pilot:1.6.0", "registry-1.docker.io")]
    [InlineData("localhost/pilot:1", "localhost/pilot:1", "localhost")]
    [InlineData("localhost:5000/a/b/c:1", "localhost:5000/a/b/c:1", "localhost:5000")]
    [InlineData("127.0.0.1:5000/pilot:1", "127.0.0.1:5000/pilot:1", "127.0.0.1:5000")]
    [InlineData("[::1]:5000/pilot:1", "[::1]:5000/pilot:1", "[::1]:5000")]
    [InlineData("docker:80/istio/pilot:1.6.0", "docker:80/istio/pilot:1.6.0", "docker:80")]
    [InlineData("MIRROR.Docker.io/istio/pilot:A_b-C.1", "mirror.docker.io/istio/pilot:A_b-C.1", "mirror.docker.io")]
    [InlineData("pilot@sha256:" + Hex, "docker.io/library/pilot@sha256:" + Hex, "registry-1.docker.io")]
    [InlineData("istio/pilot:1.6.0@sha256:" + Hex, "docker.io/istio/pilot:1.6.0@sha256:" + Hex, "registry-1.docker.io")]
    public void A_reference_is_read_with_the_conventions_of_docker(string text, string whole, string host)
    {
        var reference = ImageReference.Parse(text);

        reference.ToString().Should().Be(whole);
        reference.Host.Should().Be(host);
        ImageReference.Parse(whole).Should().Be(reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("istio/pilot")]
    [InlineData("istio/pilot:")]
    [InlineData("istio/Pilot:1")]
    [InlineData("istio//pilot:1")]
    [InlineData("/istio/pilot:1")]
    [InlineData("istio/pilot/:1")]
    [InlineData("../pilot:1")]
    [InlineData("istio/../pilot:1")]
    [InlineData("istio/pilot:1 ")]
    [InlineData("istio/pilot:1\n")]
    [InlineData("istio/pilot:.1")]
    [InlineData("istio/pilot:1/2")]
    [InlineData("istio/pilot:1?x=y")]
    [InlineData("https://docker.io/istio/pilot:1")]
    [InlineData("user@docker.io/istio/pilot:1")]
    [InlineData("docker.io:99999/pilot:1")]
    [InlineData("istio/pilot@sha256:abc")]
    [InlineData("istio/pilot@sha512:" + Hex)]
    [InlineData("istio/pilot@sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public void What_is_no_reference_is_refused_with_an_example(string text)
    {
        var parse = () => ImageReference.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"'{text}' is no reference*docker.io/istio/pilot:1.6.0");
    }

    [Fact]
    public void A_reference_that_is_too_long_is_refused() =>
        ImageReference.TryParse(new string('a', 256) + ":1", out _).Should().BeFalse();

    [Theory]
    [InlineData("0.7.1", "docker.io/istio/pilot:0.7.1", "docker.io/istio/proxy:0.7.1")]
    [InlineData("0.8.0", "docker.io/istio/pilot:0.8.0", "docker.io/istio/proxyv2:0.8.0")]
    [InlineData("1.6.14", "docker.io/istio/pilot:1.6.14", "docker.io/istio/proxyv2:1.6.14")]
    public void A_release_has_its_images_in_the_hub(string version, string pilot, string proxy)
    {
        IstioImages.Pilot(IstioVersion.Parse(version)).ToString().Should().Be(pilot);
        IstioImages.Proxy(IstioVersion.Parse(version)).ToString().Should().Be(proxy);
    }

    [Fact]
    public void A_hub_of_your_own_replaces_the_registry() =>
        IstioImages.Pilot(IstioVersion.Parse("1.6.0"), "localhost:5000/mirror/istio/").ToString().Should().Be("localhost:5000/mirror/istio/pilot:1.6.0");

    [Fact]
    public void A_hub_that_is_none_is_refused_by_its_name()
    {
        var pilot = () => IstioImages.Pilot(IstioVersion.Parse("1.6.0"), "https://docker.io/istio");

        pilot.Should().Throw<FormatException>().WithMessage("'https://docker.io/istio' is no hub*");
    }

    [Fact]
    public void A_platform_is_one_of_the_two()
    {
        var parse = () => ImagePlatform.Parse("linux/riscv64");

        ImagePlatform.Parse("linux/arm64").Should().Be(ImagePlatform.LinuxArm64);
        parse.Should().Throw<FormatException>().WithMessage("'linux/riscv64' is none of the platforms linux/amd64, linux/arm64");
    }
}
