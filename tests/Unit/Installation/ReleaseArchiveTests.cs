using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Installation;

namespace IstioRegressions.Unit.Installation;

public sealed class ReleaseArchiveTests
{
    private static readonly Uri Releases = new ArchiveSettings { Pins = "unused" }.Releases;

    [Theory]
    [InlineData("0.7.1", "istio-0.7.1-linux.tar.gz")]
    [InlineData("1.5.10", "istio-1.5.10-linux.tar.gz")]
    [InlineData("1.6.0-alpha.1", "istio-1.6.0-alpha.1-linux-amd64.tar.gz")]
    [InlineData("1.6.0", "istio-1.6.0-linux-amd64.tar.gz")]
    [InlineData("1.30.3", "istio-1.30.3-linux-amd64.tar.gz")]
    public void An_archive_is_named_for_its_architecture_from_1_6_on(string version, string name)
    {
        var archive = ReleaseArchive.Of(IstioVersion.Parse(version), ImagePlatform.LinuxAmd64);

        archive.Name.Should().Be(name);
        archive.Folder.Should().Be($"istio-{version}");
        archive.Address(Releases).AbsoluteUri.Should().Be($"https://github.com/istio/istio/releases/download/{version}/{name}");
    }

    [Fact]
    public void Every_release_has_an_archive_for_arm64_or_says_from_when_on_there_is_one()
    {
        foreach (var release in ReleaseList.Default.Releases)
        {
            var of = () => ReleaseArchive.Of(release.Version, ImagePlatform.LinuxArm64);
            if (release.Install == InstallStyle.Istioctl)
            {
                of().Name.Should().Be($"istio-{release.Version}-linux-arm64.tar.gz");
            }
            else
            {
                of.Should().Throw<InstallationException>().WithMessage($"Istio {release.Version} was published for linux/amd64 alone*from 1.6.0 on*");
            }
        }
    }

    [Theory]
    [InlineData("HEX  istio.tar.gz\n")]
    [InlineData("HEX istio.tar.gz\n")]
    [InlineData("HEX *istio.tar.gz\r\n")]
    [InlineData("HEX  /workspace/out/istio.tar.gz\n")]
    [InlineData("HEX")]
    [InlineData("OTHER  istio-osx.tar.gz\nHEX  istio.tar.gz\n")]
    [InlineData("\nHEX\n\n")]
    public void A_published_sum_is_read_in_each_form(string text)
    {
        var (hex, other) = (Digest.Of("x"u8).Hex, Digest.Of("y"u8).Hex);

        ArchiveChecksum.Parse("SUM", "istio.tar.gz", text.Replace("HEX", hex).Replace("OTHER", other)).Hex.Should().Be(hex);
        ArchiveChecksum.Parse("SUM", "istio.tar.gz", text.Replace("HEX", hex.ToUpperInvariant()).Replace("OTHER", other)).Hex.Should().Be(hex);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Not Found")]
    [InlineData("abc  istio.tar.gz")]
    [InlineData("HEX  istio-osx.tar.gz")]
    [InlineData("HEX\nOTHER\n")]
    public void What_has_no_sum_of_the_archive_is_an_error(string text)
    {
        var parse = () => ArchiveChecksum.Parse("SUM", "istio.tar.gz", text.Replace("HEX", Digest.Of("x"u8).Hex).Replace("OTHER", Digest.Of("y"u8).Hex));

        parse.Should().Throw<InstallationException>().WithMessage("SUM has no sha256 of istio.tar.gz: '*");
    }
}
