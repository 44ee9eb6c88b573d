using System.Net.Sockets;
using IstioRegressions.Reference;
using IstioRegressions.Reference.DataPlane;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Reference.DataPlane;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("{}", "*it has no node.id*")]
    [InlineData("not json", "*invalid JSON*")]
    [InlineData("""{ "node": { "id": "shop" } }""", "*node.id 'shop' is not TYPE~ADDRESS*")]
    [InlineData("""{ "node": { "id": "sidecar~127.0.0.9~a.b~b.svc" } }""", "*it has no dynamic_resources.ads_config*")]
    [InlineData("""{ "node": { "id": "sidecar~127.0.0.9~a.b~b.svc" }, "dynamic_resources": { "ads_config": { "grpc_services": [{ "envoy_grpc": { "cluster_name": "xds" } }] } } }""", "*has no 'xds'*")]
    public void A_bootstrap_that_cannot_be_used_is_refused_by_the_field(string json, string error)
    {
        using var folder = new TempFolder();
        var file = folder.Write("bootstrap.json", json);

        var parse = () => new ProxyCommandLine().Parse(["--bootstrap", file]);

        parse.Should().Throw<CommandLineException>().WithMessage($"the bootstrap {file} cannot be used: {error}");
    }

    [Fact]
    public void A_bootstrap_that_is_not_there_is_named()
    {
        var parse = () => new ProxyCommandLine().Parse(["--bootstrap", "/nowhere.json"]);

        parse.Should().Throw<CommandLineException>().WithMessage("*/nowhere.json*");
    }

    [Fact]
    public async Task A_pilot_that_cannot_be_reached_is_an_error_that_names_it()
    {
        using var nobody = new Nobody();
        await using var plane = new LivePlane();
        await plane.StartPilotAsync();
        var bootstrap = plane.BootstrapOf(plane.NewAddress()) with { Discovery = nobody.EndPoint };

        var start = () => plane.StartProxyAsync(bootstrap);

        (await start.Should().ThrowAsync<XdsException>()).WithMessage($"*{nobody.EndPoint}*");
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_named_and_nothing_is_left_listening()
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        await plane.StartPilotAsync(ProxyTests.Service("shop", workload));
        using var taken = new TcpListener(workload, 8080);
        taken.Start();

        var start = () => plane.StartProxyAsync(plane.BootstrapOf(workload), plane.NewAddress());

        (await start.Should().ThrowAsync<ListenException>()).WithMessage($"{workload}:8080 cannot be listened on: *");
        await Closed.IsFreeAsync(new(workload, 15001));
    }
}
