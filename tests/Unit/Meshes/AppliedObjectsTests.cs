using System.Globalization;
using IstioRegressions.Meshes;
using YamlDotNet.Serialization;

namespace IstioRegressions.Unit.Meshes;

public sealed class AppliedObjectsTests
{
    private static readonly DateTimeOffset Monday = DateTimeOffset.Parse("2020-06-01T10:00:00Z", CultureInfo.InvariantCulture);
    private static readonly ObjectKey A = new("ServiceEntry", "default", "a");

    [Fact]
    public void A_new_object_is_given_what_an_API_server_gives()
    {
        var (applied, changed) = Apply(AppliedObjects.None, Monday, Yaml.ServiceEntry("a", "1.1.1.1"));

        changed.Should().Equal(A);
        Metadata(applied, A).Should().Contain("namespace", "default").And.Contain("creationTimestamp", "2020-06-01T10:00:00Z")
            .And.Contain("resourceVersion", "1").And.Contain("generation", "1");
    }

    [Fact]
    public void An_edit_keeps_the_creation_and_grows_the_version_and_the_generation()
    {
        var (before, _) = Apply(AppliedObjects.None, Monday, Yaml.ServiceEntry("a", "1.1.1.1"), Yaml.ServiceEntry("b", "1.1.1.1"));

        var (applied, changed) = Apply(before, Monday.AddDays(1), Yaml.ServiceEntry("a", "2.2.2.2"));

        changed.Should().Equal(A);
        Metadata(applied, A).Should().Contain("creationTimestamp", "2020-06-01T10:00:00Z")
            .And.Contain("resourceVersion", "3").And.Contain("generation", "2");
        applied.YamlOf(A).Should().Contain("2.2.2.2").And.NotContain("1.1.1.1");
    }

    [Fact]
    public void Every_edit_is_one_that_a_pilot_can_see_even_where_it_knows_none_of_the_fields()
    {
        var (before, _) = Apply(AppliedObjects.None, Monday, Yaml.ServiceEntry("a", "1.1.1.1"));

        var (applied, _) = Apply(before, Monday, Yaml.ServiceEntry("a", "1.1.1.1") + "  unknown: true\n");

        Annotation(applied).Should().NotBe(Annotation(before));
    }

    [Fact]
    public void What_is_not_edited_is_not_touched()
    {
        var (before, _) = Apply(AppliedObjects.None, Monday, Yaml.ServiceEntry("a", "1.1.1.1"));

        var (applied, changed) = Apply(before, Monday.AddDays(1), "# another layout\n\n" + Yaml.ServiceEntry("a", "1.1.1.1"));

        changed.Should().BeEmpty();
        applied.Yaml.Should().Be(before.Yaml);
    }

    [Fact]
    public void The_state_before_a_step_stays_what_it_was()
    {
        var (before, _) = Apply(AppliedObjects.None, Monday, Yaml.ServiceEntry("a", "1.1.1.1"));
        var yaml = before.Yaml;

        Apply(before, Monday, Yaml.ServiceEntry("a", "2.2.2.2"), Yaml.ServiceEntry("b", "1.1.1.1"));
        before.Without("x.yaml", [A]);

        before.Yaml.Should().Be(yaml);
    }

    [Fact]
    public void An_object_that_is_created_again_is_a_new_one()
    {
        var (before, _) = Apply(AppliedObjects.None, Monday, Yaml.ServiceEntry("a", "1.1.1.1"));

        var (applied, _) = Apply(before.Without("a.yaml", [A]), Monday.AddDays(1), Yaml.ServiceEntry("a", "1.1.1.1"));

        Metadata(applied, A).Should().Contain("creationTimestamp", "2020-06-02T10:00:00Z")
            .And.Contain("resourceVersion", "3").And.Contain("generation", "1");
    }

    [Fact]
    public void What_is_not_applied_cannot_be_deleted()
    {
        var delete = () => AppliedObjects.None.Without("gone.yaml", [A]);

        delete.Should().Throw<ManifestException>().WithMessage("gone.yaml: ServiceEntry default/a cannot be deleted: it is not applied");
    }

    [Fact]
    public void A_namespace_and_annotations_of_the_author_stay()
    {
        const string Text = "apiVersion: v1\nkind: Thing\nmetadata: { name: a, namespace: other, annotations: { mine: yes } }";

        var (applied, changed) = Apply(AppliedObjects.None, Monday, Text);

        changed.Should().Equal(new ObjectKey("Thing", "other", "a"));
        applied.Yaml.Should().Contain("namespace: other").And.Contain("mine: yes");
    }

    private static (AppliedObjects Next, IReadOnlyList<ObjectKey> Changed) Apply(AppliedObjects before, DateTimeOffset now, params string[] documents) =>
        before.With(ManifestObject.Parse(Yaml.Manifest("test.yaml", documents)), now);

    private static Dictionary<string, object> Metadata(AppliedObjects applied, ObjectKey key)
    {
        var root = new Deserializer().Deserialize<Dictionary<string, object>>(applied.YamlOf(key));
        return ((Dictionary<object, object>)root["metadata"]).ToDictionary(p => (string)p.Key, p => p.Value);
    }

    private static object Annotation(AppliedObjects applied) =>
        ((Dictionary<object, object>)Metadata(applied, A)["annotations"])["istio-regressions/generation"];
}
