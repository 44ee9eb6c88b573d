using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class PilotCommandLineTests
{
    private static readonly IPAddress Address = IPAddress.Parse("127.20.30.1");

    [Theory]
    [InlineData("0.8.0", "--registries Mock --grpcAddr 127.20.30.1:1 --port 2 --monitoringPort 3")]
    [InlineData("1.0.9", "--registries Mock --grpcAddr 127.20.30.1:1 --httpAddr 127.20.30.1:2 --monitoringAddr 127.20.30.1:3 --ctrlz_address 127.20.30.1 --ctrlz_port 0 --secureGrpcAddr ''")]
    [InlineData("1.5.10", "--registries Mock --grpcAddr 127.20.30.1:1 --httpAddr 127.20.30.1:2 --monitoringAddr 127.20.30.1:3 --ctrlz_address 127.20.30.1 --ctrlz_port 0 --secureGrpcAddr ''")]
    [InlineData("1.6.0", "--registries Mock --grpcAddr 127.20.30.1:1 --httpAddr 127.20.30.1:2 --monitoringAddr 127.20.30.1:3 --ctrlz_address 127.20.30.1 --ctrlz_port 0 --httpsAddr ''")]
    [InlineData(
        "1.7.0",
        "--registries= --grpcAddr 127.20.30.1:1 --httpAddr 127.20.30.1:2 --monitoringAddr 127.20.30.1:3 --ctrlz_address 127.20.30.1 --ctrlz_port 0 --httpsAddr '' --secureGRPCAddr 127.20.30.1:4")]
    [InlineData(
        "1.8.0",
        "--registries= --grpcAddr 127.20.30.1:1 --httpAddr 127.20.30.1:2 --monitoringAddr 127.20.30.1:3 --ctrlz_address 127.20.30.1 --ctrlz_port 0 --httpsAddr '' --secureGRPCAddr 127.20.30.1:4")]
    public void Each_version_has_the_arguments_of_its_form(string version, string expected)
    {
        var endpoints = new PilotEndpoints(new(Address, 1), new(Address, 2), new(Address, 3), new(Address, 4));

        var arguments = PilotCommandLine.For(ReleaseList.Default.For(IstioVersion.Parse(version)).CommandLine, endpoints, "/config", "/mesh.yaml");

        string.Join(' ', arguments.Select(a => a.Length == 0 ? "''" : a))
            .Should().Be($"discovery --configDir /config --meshConfig /mesh.yaml {expected}");
    }

    [Fact]
    public void The_environment_keeps_istiod_from_injecting_and_from_serving_DNS()
    {
        PilotCommandLine.Environment.Should().Contain("INJECT_ENABLED", "false").And.Contain("DNS_ADDR", "")
            .And.ContainKeys("POD_NAMESPACE", "POD_NAME");
    }
}
