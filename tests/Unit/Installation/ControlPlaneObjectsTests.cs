using IstioRegressions.Catalogue;
using IstioRegressions.Installation;
using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Unit.Installation;

public sealed class ControlPlaneObjectsTests
{
    public static TheoryData<string> Releases => InstallPlanTests.Versions;

    [Theory, MemberData(nameof(Releases))]
    public void A_pilot_is_deployed_as_its_version_wants(string version)
    {
        var release = ReleaseList.Default.For(IstioVersion.Parse(version));

        var container = Container(release);

        var early = release.CommandLine == CommandLineForm.Ports;
        Sequence(container, "args").Should().Equal(release.CommandLine == CommandLineForm.Addresses ? ["discovery", "--secureGrpcAddr", ""] : ["discovery"]);
        Text(container, "image").Should().Be("localhost:5000/pilot@sha256:abc");
        Text(container, "readinessProbe", "httpGet", "path").Should().Be(early ? "/v1/registration" : "/ready");
        Text(container, "readinessProbe", "httpGet", "port").Should().Be("8080");
        container.Children.ContainsKey("volumeMounts").Should().Be(early);
    }

    [Theory, MemberData(nameof(Releases))]
    public void Its_environment_names_each_variable_once(string version)
    {
        var variables = ((YamlSequenceNode)Container(ReleaseList.Default.For(IstioVersion.Parse(version)))["env"]).Select(v => Text((YamlMappingNode)v, "name"));

        variables.Should().OnlyHaveUniqueItems().And.Contain(["POD_NAME", "POD_NAMESPACE", "INJECT_ENABLED"]);
    }

    [Fact]
    public void What_0_7_and_0_8_read_is_there_before_them()
    {
        var objects = ControlPlaneObjects.For(ReleaseList.Default.For(IstioVersion.Parse("0.7.1")), "pilot:0.7.1");

        objects.Select(o => o.Kind).Should().Equal("Namespace", "ServiceAccount", "ClusterRoleBinding", "ConfigMap", "Deployment");
        var files = (YamlMappingNode)Root(objects[3])["data"];
        Text(files, "kubeconfig").Should().BeEmpty();
        Text(files, "mesh").Should().Be("enableTracing: false\n");
        objects[^1].Yaml.Should().Contain("KUBECONFIG").And.Contain("mountPath: /etc/istio/config");
    }

    [Theory, InlineData("1.0.9", 9093), InlineData("1.1.0", 15014), InlineData("1.30.0", 15014)]
    public void Metrics_moved_with_1_1(string version, int port) => ControlPlaneObjects.MonitoringPort(IstioVersion.Parse(version)).Should().Be(port);

    private static YamlMappingNode Container(Release release)
    {
        var deployment = Root(ControlPlaneObjects.For(release, "localhost:5000/pilot@sha256:abc")[^1]);
        return (YamlMappingNode)deployment["spec"]["template"]["spec"]["containers"][0];
    }

    private static YamlMappingNode Root(InstallObject of)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(of.Yaml));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)path.Aggregate(node, (at, field) => at[field])).Value!;

    private static IEnumerable<string> Sequence(YamlNode node, string field) => ((YamlSequenceNode)node[field]).Select(v => ((YamlScalarNode)v).Value!);
}
