using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace IstioRegressions.Unit.Installation;

public sealed class InstallManifestTests
{
    private const string Service = """
        # Source: a chart
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: istio-system}   # a comment
        spec: {type: ClusterIP, ports: [{port: 0x50, name: "80"}]}

        """;

    public static TheoryData<string, string> Removed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var api in new[] { "extensions/v1beta1", "apps/v1beta1", "apps/v1beta2" })
            {
                foreach (var kind in new[] { "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet" })
                {
                    data.Add(api, kind);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Removed))]
    public void A_workload_of_a_removed_group_becomes_one_of_apps_v1_with_a_selector(string api, string kind)
    {
        var read = Single(Workload(api, kind, "rollbackTo: {revision: 3}"));

        read.ApiVersion.Should().Be("apps/v1");
        read.Should().BeEquivalentTo(new { Kind = kind, Namespace = "istio-system", Name = "istio-pilot" });
        Tree(read.Yaml).Should().BeEquivalentTo(Tree(Workload("apps/v1", kind, """selector: {matchLabels: {app: pilot, version: "1.0"}}""")));
    }

    [Fact]
    public void The_selectors_labels_stay_texts() =>
        Single(Workload("extensions/v1beta1", "Deployment")).Yaml.Should().MatchRegex("matchLabels:\\s+app: pilot\\s+version: \"1.0\"");

    [Fact]
    public void A_selector_that_is_there_stays()
    {
        var read = Single(Workload("apps/v1beta2", "Deployment", "selector: {matchLabels: {app: pilot}}"));

        Tree(read.Yaml).Should().BeEquivalentTo(Tree(Workload("apps/v1", "Deployment", "selector: {matchLabels: {app: pilot}}")));
    }

    [Theory]
    [InlineData("apps/v1", "Deployment")]
    [InlineData("extensions/v1beta1", "Ingress")]
    [InlineData("apps/v1beta1", "ControllerRevision")]
    public void Other_objects_stay_as_they_are_to_the_byte(string api, string kind)
    {
        var text = Workload(api, kind);

        Single(text).Yaml.Should().Be(text);
    }

    [Fact]
    public void What_asks_for_a_load_balancer_gets_a_node_port()
    {
        var text = Service.Replace("ClusterIP", "LoadBalancer");

        Tree(Single(text).Yaml).Should().BeEquivalentTo(Tree(Service.Replace("ClusterIP", "NodePort")));
        Single(Service).Yaml.Should().Be(Service);
    }

    [Fact]
    public void Empty_documents_are_none_and_the_others_keep_their_bytes()
    {
        var text = $"---\n---\n# only a comment\n---\n{Service}---\n\n--- # another\nnull\n---\n{Service}---\n";

        var read = InstallManifest.Read("demo.yaml", text);

        read.Select(o => o.Source).Should().Equal("demo.yaml, document 1", "demo.yaml, document 2");
        read.Should().OnlyContain(o => o.Yaml == $"---\n{Service}");
    }

    [Fact]
    public void A_text_inside_a_document_that_looks_like_a_marker_splits_nothing()
    {
        const string Text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  b: |\n    ---\n    kind: X\n";

        Single(Text).Yaml.Should().Be(Text);
    }

    [Theory]
    [InlineData("kind: [", "demo.yaml, document 2, line *")]
    [InlineData("kind: [a-b\nmetadata: {name: a}", "demo.yaml, document 2, line *")]
    [InlineData("- a list", "demo.yaml, document 2, line 8: is no object*")]
    [InlineData("apiVersion: v1\nmetadata: {name: a}", "demo.yaml, document 2, line 8: the field kind is missing")]
    [InlineData("kind: Service\nmetadata: {name: a}", "demo.yaml, document 2, line 8: the field apiVersion is missing")]
    [InlineData("apiVersion: v1\nkind: Service", "demo.yaml, document 2, line 8: Service has no metadata")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {}", "demo.yaml, document 2, line 10: the field name is missing")]
    [InlineData("apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: a}\nspec: {}", "demo.yaml, document 2, line 11: Deployment a has neither a selector nor labels*")]
    [InlineData("apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: a}", "demo.yaml, document 2, line 8: Deployment a has no spec")]
    public void What_cannot_be_read_is_named_by_file_document_and_line(string wrong, string error)
    {
        var read = () => InstallManifest.Read("demo.yaml", $"{Service}---\n---\n{wrong}\n---\n{Service}");

        read.Should().Throw<ManifestException>().WithMessage(error);
    }

    [Fact]
    public void Another_hub_takes_the_place_of_the_releases_everywhere()
    {
        const string Text = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: injector}
            data:
              config: |
                image: docker.io/istio/proxyv2:1.4.6
              values: '{"hub":"docker.io/istio","other":"docker.io/istio-testing/x","mine":"mydocker.io/istio"}'
            """;

        var read = InstallManifest.Read("demo.yaml", Text, new InstallOptions { Hub = "localhost:5000/$1" }).Single();

        read.Yaml.Should().Be(Text.Replace("image: docker.io/istio/", "image: localhost:5000/$1/").Replace("\"hub\":\"docker.io/istio\"", "\"hub\":\"localhost:5000/$1\""));
    }

    [Fact]
    public void A_pilot_of_your_own_takes_the_place_of_the_releases()
    {
        var read = InstallManifest.Read("demo.yaml", Workload("apps/v1", "Deployment"), new InstallOptions { PilotImage = "mine:1" }).Single();

        Tree(read.Yaml).Should().BeEquivalentTo(Tree(Workload("apps/v1", "Deployment").Replace("docker.io/istio/pilot:1.0.9", "mine:1")));
        read.Yaml.Should().Contain("docker.io/istio/proxyv2:1.0.9");
    }

    private static string Workload(string api, string kind, string more = "replicas: 1") => $$$"""
        apiVersion: {{{api}}}
        kind: {{{kind}}}
        metadata: {name: istio-pilot, namespace: istio-system}
        spec:
          {{{more}}}
          template:
            metadata: {labels: {app: pilot, version: "1.0"}}
            spec:
              containers:
              - {name: discovery, image: "docker.io/istio/pilot:1.0.9", args: ["discovery", "--flag=yes"]}
              - {name: istio-proxy, image: "docker.io/istio/proxyv2:1.0.9", args: [!!str 15, 'a''b', "\n"]}

        """;

    private static InstallObject Single(string text) => InstallManifest.Read("demo.yaml", text).Should().ContainSingle().Subject;

    private static object Tree(string yaml)
    {
        new YamlStream().Load(new StringReader(yaml));
        return new Deserializer().Deserialize<Dictionary<object, object>>(yaml);
    }

    [Fact]
    public void Of_a_field_that_is_said_twice_the_last_counts_as_it_does_for_kubectl()
    {
        const string twice = "apiVersion: v1\nkind: Deployment\napiVersion: extensions/v1beta1\nmetadata:\n  name: a\nspec:\n  template:\n    metadata: { labels: { istio: ca } }\n";

        var deployment = InstallManifest.Read("istio.yaml", twice).Should().ContainSingle().Subject;

        deployment.ApiVersion.Should().Be("apps/v1");
        deployment.Yaml.Should().NotContain("apiVersion: v1");
    }
}
