using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class SettingsTests
{
    [Fact]
    public void What_is_not_set_has_its_default()
    {
        var settings = Read();

        settings.Environment.Should().Be(MeshEnvironment.Reference);
        settings.Versions.Should().BeEmpty();
        settings.Pilot.Should().BeNull();
        settings.Release.Should().BeNull();
        settings.Images.Hub.Should().Be("docker.io/istio");
        File.Exists(settings.Images.Lock).Should().BeTrue("a checkout has a lock file");
        settings.Resumes.Should().BeFalse();
        settings.Expect.Should().Be(ExpectedVerdict.Catalogue);
        settings.Run.Should().MatchRegex($@"^\d{{8}}T\d{{6}}Z-{Environment.ProcessId}$");
        File.Exists(Path.Combine(settings.Artifacts, "..", "IstioRegressions.sln")).Should().BeTrue("the artifacts stand beside the solution");
    }

    [Fact]
    public void What_is_set_is_read()
    {
        var settings = Read(
            ("ISTIO_ENVIRONMENT", "Native"), ("ISTIO_VERSIONS", "1.6.14, 1.6.0,1.6.14"), ("ISTIO_PILOT", "/pilots/{version}"), ("ISTIO_RELEASE", "/releases/{version}"),
            ("ISTIO_HUB", "example.org/istio/"), ("ISTIO_LOCK", "/pins"), ("ISTIO_IMAGES", "/tmp"), ("ISTIO_CACHE", "/cache"),
            ("ISTIO_MIRRORS", "https://mirror.example/hub, http://127.0.0.1:5000"),
            ("ISTIO_ARTIFACTS", "/somewhere"), ("ISTIO_EXPECT", "affected"), ("ISTIO_RUN", "nightly-7"),
            ("ISTIO_KUBECONFIG", "/of/mine"), ("ISTIO_CONTEXT", "mine"), ("ISTIO_INSTALL", "Pilot"), ("ISTIO_KEEP", "true"), ("ISTIO_PILOT_IMAGE", "mine/pilot:{version}"), ("ISTIO_K3S_IMAGE", "mine/k3s:1"),
            ("ISTIO_ALLOW_ALL_INTERFACES", "true"), ("ISTIO_RESOURCES_PER_TEST", "300"), ("ISTIO_SOAK", "10m"));

        settings.Should().BeEquivalentTo(new
        {
            Environment = MeshEnvironment.Native,
            Pilot = "/pilots/{version}",
            Release = "/releases/{version}",
            Images = new { Hub = "example.org/istio", Lock = "/pins", Saved = "/tmp", Cache = "/cache", Mirrors = new[] { new Uri("https://mirror.example/hub"), new Uri("http://127.0.0.1:5000") } },
            Artifacts = "/somewhere",
            Expect = ExpectedVerdict.Affected,
            Run = "nightly-7",
            Cluster = new { Kubeconfig = "/of/mine", Context = "mine", Install = ClusterInstall.Pilot, Keep = true, PilotImage = "mine/pilot:{version}", K3sImage = "mine/k3s:1" },
            AllowAllInterfaces = true,
            ResourcesPerTest = 300,
            Soak = new { Time = TimeSpan.FromMinutes(10), Rounds = (int?)null },
        });
        settings.Versions.Should().Equal(IstioVersion.Parse("1.6.0"), IstioVersion.Parse("1.6.14"));
    }

    [Fact]
    public void A_range_holds_the_known_releases_between_its_ends_and_these()
    {
        var versions = Read(("ISTIO_VERSIONS", "1.6.13..1.7.1")).Versions.Select(v => v.ToString());

        versions.Should().Equal("1.6.13", "1.6.14", "1.7.0", "1.7.1");
    }

    [Fact]
    public void A_blank_value_is_not_set() =>
        Read(("ISTIO_ENVIRONMENT", " "), ("ISTIO_VERSIONS", "")).Environment.Should().Be(MeshEnvironment.Reference);

    [Theory]
    [InlineData("ISTIO_ENVIRONMENT", "docker", "*'docker' is none of reference, native, k3s, cluster*")]
    [InlineData("ISTIO_ENVIRONMENT", "1", "*'1' is none of reference*")]
    [InlineData("ISTIO_INSTALL", "all", " 'all' is none of none, pilot, minimal, release")]
    [InlineData("ISTIO_KEEP", "forever", " 'forever' is none of true, false")]
    [InlineData("ISTIO_EXPECT", "broken", "*'broken' is none of catalogue, affected, unaffected*")]
    [InlineData("ISTIO_VERSIONS", "1.6", "*'1.6' is not an Istio version; write a list*1.6.0,1.6.14*range*")]
    [InlineData("ISTIO_VERSIONS", "1.6.0,", "*'' is not an Istio version*")]
    [InlineData("ISTIO_VERSIONS", "0.1.0", "*0.1.0 is older than the first known release, 0.7.0*")]
    [InlineData("ISTIO_VERSIONS", "1.7.0..1.6.0", "*no known release lies in '1.7.0..1.6.0'*")]
    [InlineData("ISTIO_VERSIONS", "1.6.0..1.7.0..1.8.0", "*is not an Istio version*")]
    [InlineData("ISTIO_ALLOW_ALL_INTERFACES", "yes", " 'yes' is none of true, false")]
    [InlineData("ISTIO_RESOURCES_PER_TEST", "0", " '0' is no number from 1 to 10000")]
    [InlineData("ISTIO_RESOURCES_PER_TEST", "many", " 'many' is no number from 1 to 10000")]
    [InlineData("ISTIO_SOAK", "10x", " '10x' is neither a time up to 168h, for example 90s, 10m or 2h, nor a number of rounds up to 10000, for example 200")]
    [InlineData("ISTIO_SOAK", "0", " '0' is neither a time*")]
    [InlineData("ISTIO_SOAK", "m", " 'm' is neither a time*")]
    [InlineData("ISTIO_HUB", "http://docker.io/istio", ": 'http://docker.io/istio' is no hub; write REGISTRY/REPOSITORY*")]
    [InlineData("ISTIO_MIRRORS", "http://mirror.example", "*'http://mirror.example' is no address of a mirror; write https://HOST*")]
    [InlineData("ISTIO_MIRRORS", "mirror.example", "*'mirror.example' is no address of a mirror*")]
    [InlineData("ISTIO_IMAGES", "/no/such/images", "*'/no/such/images' does not exist; give a directory or an archive*")]
    [InlineData("ISTIO_RESUME", "no-such-run", "*'no-such-run' is no run in *")]
    [InlineData("ISTIO_RESUME", "a/b", "*'a/b' is not the name of a folder*")]
    [InlineData("ISTIO_RUN", "../elsewhere", "*'../elsewhere' is not the name of a folder*")]
    public void A_wrong_value_is_refused_with_the_variable_and_the_right_ones(string name, string value, string message)
    {
        var read = () => Read((name, value));

        read.Should().Throw<SettingsException>().WithMessage(name + message);
    }

    [Fact]
    public void A_binary_alone_asks_for_the_native_environment() =>
        Read(("ISTIO_PILOT", "/pilots/{version}")).Environment.Should().Be(MeshEnvironment.Native);

    [Fact]
    public void A_binary_is_never_passed_over_in_silence()
    {
        var read = () => Read(("ISTIO_PILOT", "/pilots/{version}"), ("ISTIO_ENVIRONMENT", "reference"));

        read.Should().Throw<SettingsException>().WithMessage("ISTIO_PILOT '/pilots/{version}' is a real pilot, and ISTIO_ENVIRONMENT 'reference' *; leave one of the two out");
    }

    [Fact]
    public void What_is_told_to_another_process_is_read_there_as_it_is_here()
    {
        using var artifacts = new TempFolder();
        Directory.CreateDirectory(artifacts["nightly-7"]);
        var settings = Read(
            ("ISTIO_PILOT", "/pilots/{version}"), ("ISTIO_VERSIONS", "1.6.0"), ("ISTIO_MIRRORS", "https://mirror.example/hub,https://second.example"),
            ("ISTIO_KUBECONFIG", "/of/mine"), ("ISTIO_CONTEXT", "mine"), ("ISTIO_INSTALL", "none"), ("ISTIO_KEEP", "true"), ("ISTIO_PILOT_IMAGE", "mine/pilot"), ("ISTIO_K3S_IMAGE", "mine/k3s:1"),
            ("ISTIO_IMAGES", "/tmp"), ("ISTIO_ALLOW_ALL_INTERFACES", "true"), ("ISTIO_RESOURCES_PER_TEST", "300"), ("ISTIO_SOAK", "200"), ("ISTIO_ARTIFACTS", artifacts.Path), ("ISTIO_RESUME", "nightly-7"));

        var there = Settings.Read(settings.ToVariables().GetValueOrDefault);

        there.Should().BeEquivalentTo(settings);
        there.Should().Match<Settings>(s => s.Resumes && s.Run == "nightly-7");
    }

    [Theory]
    [InlineData("ISTIO_PILOT", "", "one binary")]
    [InlineData("ISTIO_PILOT", "1.6.0,1.7.0", "one binary")]
    [InlineData("ISTIO_RELEASE", "1.6.0,1.7.0", "one release")]
    public void One_native_path_is_one_version(string name, string versions, string what)
    {
        var read = () => Read(("ISTIO_ENVIRONMENT", "native"), (name, "/of/mine"), ("ISTIO_VERSIONS", versions));

        read.Should().Throw<SettingsException>().WithMessage($"{name} '/of/mine' is {what}*{{version}}*");
    }

#if !WITH_K3S
    [Theory]
    [InlineData("k3s")]
    [InlineData("cluster")]
    public void An_environment_that_this_build_lacks_is_refused_with_how_to_build_it(string environment)
    {
        var read = () => Read(("ISTIO_ENVIRONMENT", environment));

        read.Should().Throw<SettingsException>().WithMessage($"ISTIO_ENVIRONMENT '{environment}' is not in this build: build with -p:WithK3s=true, or use reference or native");
    }
#endif

    private static Settings Read(params (string Name, string Value)[] variables) =>
        Settings.Read(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
