using IstioRegressions.Catalogue;

namespace IstioRegressions.Unit.Catalogue;

public sealed class ReleaseListTests
{
    [Theory]
    [InlineData("0.7.1", CommandLineForm.Ports, InstallStyle.Manifests)]
    [InlineData("1.4.6", CommandLineForm.Addresses, InstallStyle.Manifests)]
    [InlineData("1.5.10", CommandLineForm.Addresses, InstallStyle.ManifestApply)]
    [InlineData("1.6.14", CommandLineForm.Istiod, InstallStyle.Istioctl)]
    [InlineData("1.7.0", CommandLineForm.Registries, InstallStyle.Istioctl)]
    public void A_release_is_run_as_its_line_is(string version, CommandLineForm commandLine, InstallStyle install)
    {
        var release = ReleaseList.Default.For(IstioVersion.Parse(version));

        (release.CommandLine, release.Install).Should().Be((commandLine, install));
    }

    [Theory]
    [InlineData("1.7.0-beta.1", CommandLineForm.Registries)]
    [InlineData("1.6.99", CommandLineForm.Istiod)]
    [InlineData("1.99.0", CommandLineForm.Registries)]
    public void A_version_that_is_not_listed_is_run_as_its_line_is(string version, CommandLineForm commandLine) =>
        ReleaseList.Default.For(IstioVersion.Parse(version)).CommandLine.Should().Be(commandLine);

    [Fact]
    public void A_version_older_than_all_releases_is_refused()
    {
        var find = () => ReleaseList.Default.For(IstioVersion.Parse("0.1.0"));

        find.Should().Throw<KeyNotFoundException>().WithMessage("Istio 0.1.0 is older*0.7.0*");
    }

    [Theory]
    [InlineData("1.18.4")]
    [InlineData("1.19.2")]
    public void A_version_that_was_never_tagged_is_not_listed(string version) =>
        ReleaseList.Default.Versions.Should().NotContain(IstioVersion.Parse(version));

    [Fact]
    public void Releases_of_two_lines_in_one_entry_are_refused()
    {
        var parse = () => ReleaseList.Parse("test.yaml", "- { versions: 1.6.0..1.7.2, commandLine: istiod, install: istioctl, k3s: image }");

        parse.Should().Throw<FormatException>().WithMessage("*1.6.0..1.7.2*one line*");
    }
}
