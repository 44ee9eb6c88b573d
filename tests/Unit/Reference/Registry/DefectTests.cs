using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Reference.Registry;

public sealed class DefectTests
{
    [Theory]
    [InlineData(null, "endpoints: a.com 2.2.2.2:8080")]
    [InlineData(ReferenceDefects.EndpointPortFromService, "endpoints: a.com 2.2.2.2:80")]
    [InlineData(ReferenceDefects.SelectorForgetsOldLabels, "endpoints: a.com 2.2.2.2:8080")]
    public void An_endpoint_push_carries_the_port_of_the_service_with_that_defect_only(string? defect, string said)
    {
        var registry = With(defect);
        registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2", "3.3.3.3"));

        registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2"));

        registry.Said.Should().Equal(said);
    }

    [Fact]
    public void A_full_push_has_the_right_port_even_with_the_defect()
    {
        var registry = With(ReferenceDefects.EndpointPortFromService);
        registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2", "3.3.3.3"));

        registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2"));

        registry.Instances("a.com").Should().Equal("2.2.2.2:8080");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ReferenceDefects.EndpointPortFromService)]
    public void A_workload_that_loses_its_labels_is_gone(string? defect)
    {
        var registry = With(defect);
        Relabel(registry);

        registry.Said.Should().Equal("endpoints: www.test.com");
        registry.Instances("www.test.com").Should().BeEmpty();
    }

    [Fact]
    public void With_the_defect_a_workload_that_loses_its_labels_stays_and_stays_when_deleted()
    {
        var registry = With(ReferenceDefects.SelectorForgetsOldLabels);
        Relabel(registry);
        var relabelled = registry.Said.ToList();

        registry.Apply(Yaml.SelectingEntry("se", "www.test.com"), Yaml.WorkloadEntry("sentinel", "9.9.9.9"));

        relabelled.Should().BeEmpty();
        registry.Said.Should().Equal("endpoints: www.test.com 8.8.8.8:81 9.9.9.9:81");
    }

    [Fact]
    public void A_change_of_services_heals_what_the_defect_left()
    {
        var registry = With(ReferenceDefects.SelectorForgetsOldLabels);
        Relabel(registry);

        registry.Apply(Yaml.SelectingEntry("se", "www.test.com"), Yaml.WorkloadEntry("we", "8.8.8.8", ready: false), Yaml.StaticEntry("z", "z.com"));

        registry.Instances("www.test.com").Should().BeEmpty();
    }

    [Fact]
    public void With_the_defect_a_workload_with_its_labels_is_deleted_as_ever()
    {
        var registry = With(ReferenceDefects.SelectorForgetsOldLabels);
        registry.Apply(Yaml.SelectingEntry("se", "www.test.com"), Yaml.WorkloadEntry("we", "8.8.8.8"));
        registry.Instances("www.test.com").Should().Equal("8.8.8.8:81");

        registry.Apply(Yaml.SelectingEntry("se", "www.test.com"));

        registry.Instances("www.test.com").Should().BeEmpty();
    }

    private static RegistryUnderTest With(string? defect) => defect is null ? new() : new(defect);

    private static void Relabel(RegistryUnderTest registry)
    {
        registry.Apply(Yaml.SelectingEntry("se", "www.test.com"), Yaml.WorkloadEntry("we", "8.8.8.8"));
        registry.Instances("www.test.com").Should().Equal("8.8.8.8:81");
        registry.Apply(Yaml.SelectingEntry("se", "www.test.com"), Yaml.WorkloadEntry("we", "8.8.8.8", ready: false));
    }
}
