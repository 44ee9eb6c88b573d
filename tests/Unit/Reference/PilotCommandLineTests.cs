using IstioRegressions.Meshes;
using IstioRegressions.Reference;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Unit.Meshes;
using PilotCommandLine = IstioRegressions.Reference.Pilot.PilotCommandLine;

namespace IstioRegressions.Unit.Reference;

public sealed class PilotCommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void The_form_of_1_6_is_understood()
    {
        _folder.Write("mesh.yaml", "enableTracing: false");

        var options = Parse(
            "--meshConfig", _folder["mesh.yaml"], "--registries", "Mock", "--grpcAddr", "127.0.0.2:15010", "--httpAddr", "127.0.0.2:8080",
            "--monitoringAddr", "127.0.0.2:15014", "--httpsAddr", "", "--ctrlz_port", "0");

        options.ConfigDirectory.Should().Be(_folder.Path);
        options.GrpcAddress.ToString().Should().Be("127.0.0.2:15010");
        options.MonitoringAddress.ToString().Should().Be("127.0.0.2:15014");
        options.DebounceAfter.Should().Be(TimeSpan.FromMilliseconds(100));
        options.DebounceMax.Should().Be(TimeSpan.FromSeconds(10));
        options.Defects.Should().BeEmpty();
    }

    [Theory]
    [InlineData("1.6.0", ReferenceDefects.EndpointPortFromService, true)]
    [InlineData("1.6.0", ReferenceDefects.SidecarScopePerHost, true)]
    [InlineData("1.6.0", ReferenceDefects.DnsPortsOfLastEntry, false)]
    [InlineData("1.8.0", ReferenceDefects.EndpointPortFromService, false)]
    public void A_version_is_the_defects_that_the_catalogue_expects_of_it(string version, string defect, bool has) =>
        Parse("--istio-version", version).Defects.Contains(defect).Should().Be(has);

    [Fact]
    public void Defects_are_named() =>
        Parse("--defects", "endpoint-port-from-service, sidecar-scope-per-host").Defects
            .Should().BeEquivalentTo(ReferenceDefects.EndpointPortFromService, ReferenceDefects.SidecarScopePerHost);

    [Theory]
    [InlineData("--defects", "other", "there is no defect 'other'; there are endpoint-port-from-service, selector-forgets-old-labels*")]
    [InlineData("--istio-version", "latest", "--istio-version 'latest' is not an Istio version*")]
    [InlineData("--grpcAddr", "15010", "--grpcAddr 15010 is not ADDRESS:PORT*")]
    [InlineData("--httpsAddr", ":15017", "--httpsAddr :15017: this pilot serves no TLS*")]
    [InlineData("--meshConfig", "nowhere.yaml", "--meshConfig nowhere.yaml does not exist")]
    [InlineData("--wrong", "x", "*--wrong*")]
    public void A_wrong_value_is_one_clear_line(string option, string value, string message)
    {
        var parse = () => Parse(option, value);

        parse.Should().Throw<CommandLineException>().WithMessage(message).Which.Message.Should().NotContain("\n");
    }

    [Theory]
    [InlineData()]
    [InlineData("discovery")]
    [InlineData("other")]
    [InlineData("discovery", "--configDir", "/no/such/directory")]
    public void Without_a_command_and_a_directory_there_is_no_pilot(params string[] arguments)
    {
        var parse = () => new PilotCommandLine().Parse(arguments);

        parse.Should().Throw<CommandLineException>();
    }

    public void Dispose() => _folder.Dispose();

    private PilotOptions Parse(params string[] arguments) => new PilotCommandLine().Parse(["discovery", "--configDir", _folder.Path, .. arguments]);
}
