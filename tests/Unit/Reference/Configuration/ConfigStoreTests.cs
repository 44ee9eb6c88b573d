using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Unit.Reference.Configuration;

public sealed class ConfigStoreTests
{
    private readonly ConfigStore _store = new(new ManualTime());

    [Fact]
    public void A_replacement_tells_what_was_added_updated_and_deleted()
    {
        _store.Replace(Yaml.Objects(Yaml.StaticEntry("a", "a.com", "1.1.1.1"), Yaml.StaticEntry("b", "b.com", "1.1.1.1"), Yaml.StaticEntry("c", "c.com")));

        var changes = _store.Replace(Yaml.Objects(Yaml.StaticEntry("b", "b.com", "2.2.2.2"), Yaml.StaticEntry("c", "c.com"), Yaml.StaticEntry("d", "d.com")));

        changes.Select(c => c.ToString()).Should().Equal(
            "delete ServiceEntry default/a", "update ServiceEntry default/b", "add ServiceEntry default/d");
    }

    [Fact]
    public void Only_a_change_makes_a_new_resource_version()
    {
        _store.Replace(Yaml.Objects(Yaml.StaticEntry("a", "a.com"), Yaml.StaticEntry("b", "b.com")));
        var before = Versions();

        _store.Replace(Yaml.Objects(Yaml.StaticEntry("a", "a.com", "1.1.1.1"), Yaml.StaticEntry("b", "b.com")));

        Versions()["a"].Should().NotBe(before["a"]);
        Versions()["b"].Should().Be(before["b"]);
    }

    [Fact]
    public void A_missing_creation_time_is_stamped_when_added_but_not_when_updated()
    {
        const string Spec = $"ports: [{Yaml.Http}], resolution: STATIC";
        var added = _store.Replace(Yaml.Objects(Yaml.ServiceEntry("a", "a.com", Spec, created: "")))[0];

        var updated = _store.Replace(Yaml.Objects(Yaml.ServiceEntry("a", "b.com", Spec, created: "")))[0];

        added.New!.CreationTimestamp.Should().NotBeNull();
        updated.Old!.CreationTimestamp.Should().NotBeNull();
        updated.New!.CreationTimestamp.Should().BeNull();
    }

    private Dictionary<string, string> Versions() => _store.Objects.ToDictionary(o => o.Object.Name, o => o.ResourceVersion);
}
