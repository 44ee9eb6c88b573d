using IstioRegressions.Catalogue;
using IstioRegressions.Installation;
using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Unit.Installation;

public sealed class PilotObjectsTests
{
    public static TheoryData<string> Versions => InstallPlanTests.Versions;

    [Theory, MemberData(nameof(Versions))]
    public void A_pilot_is_deployed_as_its_version_wants(string version)
    {
        var form = ReleaseList.Default.For(IstioVersion.Parse(version)).CommandLine;

        var container = Container(version);

        var early = form == CommandLineForm.Ports;
        Sequence(container, "args").Should().Equal(form == CommandLineForm.Addresses ? ["discovery", "--secureGrpcAddr", ""] : ["discovery"]);
        Text(container, "image").Should().Be("localhost:5000/pilot@sha256:abc");
        Text(container, "readinessProbe", "httpGet", "path").Should().Be(early ? "/v1/registration" : "/ready");
        ((YamlSequenceNode)container["env"]).Select(v => Text(v, "name")).Should().Equal(early ? ["POD_NAMESPACE", "POD_NAME", "KUBECONFIG"] : ["POD_NAMESPACE", "POD_NAME"]);
        ((YamlSequenceNode)container["volumeMounts"]).Should().HaveCount(early ? 1 : 0);
    }

    [Theory, MemberData(nameof(Versions))]
    public void What_it_needs_is_there_before_it(string version)
    {
        var objects = InstallManifest.Read("base", new PilotObjects(IstioVersion.Parse(version), "x").Base);

        objects.Select(o => o.Kind).Should().Equal(version.StartsWith("0.", StringComparison.Ordinal)
            ? ["Namespace", "ServiceAccount", "ClusterRoleBinding", "ConfigMap"]
            : ["Namespace", "ServiceAccount", "ClusterRoleBinding"]);
        objects.Should().OnlyContain(o => o.Yaml.Contains("app.kubernetes.io/managed-by: istio-regressions"));
    }

    [Fact]
    public void What_0_7_and_0_8_read_has_an_empty_kubeconfig()
    {
        var files = Root(InstallManifest.Read("base", new PilotObjects(IstioVersion.Parse("0.7.1"), "x").Base)[^1].Yaml)["data"];

        Text(files, "kubeconfig").Should().BeEmpty();
        Text(files, "mesh").Should().Be("enableTracing: false\n");
    }

    [Theory, InlineData("1.0.9", 9093), InlineData("1.1.0", 15014), InlineData("1.30.0", 15014)]
    public void Metrics_moved_with_1_1(string version, int port) => new PilotObjects(IstioVersion.Parse(version), "x").MonitoringPort.Should().Be(port);

    private static YamlNode Container(string version) =>
        Root(new PilotObjects(IstioVersion.Parse(version), "localhost:5000/pilot@sha256:abc").Deployment)["spec"]["template"]["spec"]["containers"][0];

    private static YamlNode Root(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Single().RootNode;
    }

    private static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)path.Aggregate(node, (at, field) => at[field])).Value!;

    private static IEnumerable<string> Sequence(YamlNode node, string field) => ((YamlSequenceNode)node[field]).Select(v => ((YamlScalarNode)v).Value!);
}
