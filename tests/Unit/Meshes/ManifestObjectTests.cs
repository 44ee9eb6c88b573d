using System.Text.RegularExpressions;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class ManifestObjectTests
{
    [Fact]
    public void A_manifest_is_split_into_its_objects_and_empty_documents_are_none()
    {
        var objects = ManifestObject.Parse(Yaml.Manifest("two.yaml", "# only a comment\n", Yaml.ServiceEntry("a"), "", Yaml.ServiceEntry("b")));

        objects.Select(o => o.Key.ToString()).Should().Equal("ServiceEntry default/a", "ServiceEntry default/b");
    }

    [Theory]
    [InlineData("a: b\n c: [", "bad.yaml, line 2: *")]
    [InlineData("apiVersion: v1\nkind: A\nmetadata: { name: a }\n---\nkind: B", "bad.yaml, line 5: the field apiVersion is missing")]
    [InlineData("- a", "bad.yaml, line 1: is not an object with apiVersion, kind and metadata")]
    [InlineData("\nkind: A", "bad.yaml, line 2: the field apiVersion is missing")]
    [InlineData("apiVersion: v1\nmetadata: { name: a }", "bad.yaml, line 1: the field kind is missing")]
    [InlineData("apiVersion: v1\nkind: A", "bad.yaml, line 1: A has no metadata")]
    [InlineData("apiVersion: v1\nkind: A\nmetadata:\n  namespace: x", "bad.yaml, line 4: the field name is missing")]
    [InlineData("", "bad.yaml has no object in it")]
    [InlineData("apiVersion: v1\nkind: A\nmetadata: { name: a }\n---\napiVersion: v1\nkind: A\nmetadata: { name: a }", "bad.yaml has A default/a 2 times*")]
    public void What_is_no_manifest_is_refused_by_file_and_line(string yaml, string message)
    {
        var parse = () => ManifestObject.Parse(new Manifest("bad.yaml", yaml));

        parse.Should().Throw<ManifestException>().WithMessage(message).Which.Should().Match<ManifestException>(e => e.File == "bad.yaml" && e.IsOurs);
    }

    [Fact]
    public void Quoted_numbers_stay_quoted()
    {
        var text = ManifestObject.Parse(new Manifest("q.yaml", "apiVersion: v1\nkind: A\nmetadata: { name: a, labels: { version: \"1\" } }"))[0]
            .Complete(DateTimeOffset.UnixEpoch, generation: 1, resourceVersion: 1);

        text.Should().Contain("version: \"1\"");
    }

    [Theory]
    [InlineData("Service", "spec: { ports: [{ port: 80 }, { port: 53, protocol: UDP }] }", "TCP", "UDP")]
    [InlineData("Deployment", "spec: { template: { spec: { containers: [{ ports: [{ containerPort: 80 }] }] } } }", "TCP")]
    [InlineData("Pod", "spec: { initContainers: [{ ports: [{ containerPort: 80 }] }] }", "TCP")]
    [InlineData("ServiceEntry", "spec: { ports: [{ number: 80, protocol: HTTP }, { number: 81 }] }", "HTTP")]
    public void Ports_of_Services_and_containers_have_a_protocol_when_they_are_applied(string kind, string spec, params string[] protocols)
    {
        var applied = ManifestObject.Parse(new Manifest("x", $"apiVersion: v1\nkind: {kind}\nmetadata: {{ name: a }}\n{spec}"))[0].In("mine");

        Regex.Matches(applied, "protocol: (?<protocol>[A-Z]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["protocol"].Value).Should().Equal(protocols);
    }
}
