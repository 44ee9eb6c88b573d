using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Reference.Registry;

/// <summary>Two ServiceEntries of one host in one namespace.</summary>
public sealed class SharedHostTests
{
    private static readonly string First = Yaml.StaticEntry("a", "shared.com", "1.1.1.1");
    private static readonly string Second = Yaml.StaticEntry("b", "shared.com", "2.2.2.2");
    private static readonly string Selecting = Yaml.SelectingEntry("c", "shared.com");
    private static readonly string Workload = Yaml.WorkloadEntry("w", "8.8.8.8");

    [Fact]
    public void The_host_has_the_endpoints_of_both() => After(null, [First, Second]).Instances("shared.com").Should().Equal("1.1.1.1:8080", "2.2.2.2:8080");

    [Fact]
    public void Deleting_one_leaves_the_endpoints_of_the_other()
    {
        var registry = After(null, [First, Second], [Second]);

        registry.Said.Should().Equal("full: shared.com");
        registry.Instances("shared.com").Should().Equal("2.2.2.2:8080");
    }

    [Fact]
    public void Deleting_both_deletes_the_service()
    {
        var registry = After(null, [First, Second], []);

        registry.Said.Should().Contain("deleted: shared.com");
        registry.Instances("shared.com").Should().BeEmpty();
    }

    [Fact]
    public void A_workload_that_two_entries_select_is_an_endpoint_for_each_and_deleting_one_leaves_one()
    {
        var registry = After(null, [Yaml.SelectingEntry("a", "shared.com"), Selecting, Workload]);
        registry.Instances("shared.com").Should().Equal("8.8.8.8:81", "8.8.8.8:81");

        registry.Apply(Selecting, Workload);

        registry.Instances("shared.com").Should().Equal("8.8.8.8:81");
    }

    [Fact]
    public void A_deleted_entry_selects_no_more()
    {
        var registry = After(null, [First, Selecting], [First]);

        registry.Apply(First, Workload);

        registry.Said.Should().BeEmpty();
        registry.Instances("shared.com").Should().Equal("1.1.1.1:8080");
    }

    [Theory]
    [InlineData(ReferenceDefects.DeletionEmptiesSharedHost)]
    [InlineData(ReferenceDefects.DeletionKeepsSharedHost, "1.1.1.1:8080", "2.2.2.2:8080")]
    [InlineData(ReferenceDefects.WorkloadKeyWithoutEntry, "2.2.2.2:8080")]
    public void Deleting_one_leaves_other_endpoints_with_the_defects_of_listed_ones_only(string defect, params string[] left) =>
        After(defect, [First, Second], [Second]).Instances("shared.com").Should().Equal(left);

    [Theory]
    [InlineData(ReferenceDefects.DeletionEmptiesSharedHost, true)]
    [InlineData(ReferenceDefects.DeletionKeepsSharedHost, true)]
    [InlineData(ReferenceDefects.WorkloadKeyWithoutEntry, false)]
    public void Deleting_one_takes_the_workload_from_the_other_with_the_defect_of_workloads_only(string defect, bool hasIt) =>
        After(defect, [Yaml.SelectingEntry("a", "shared.com"), Selecting, Workload], [Selecting, Workload])
            .Instances("shared.com").Any().Should().Be(hasIt);

    [Theory]
    [InlineData(ReferenceDefects.DeletionEmptiesSharedHost)]
    [InlineData(ReferenceDefects.DeletionKeepsSharedHost)]
    [InlineData(ReferenceDefects.WorkloadKeyWithoutEntry)]
    public void Deleting_the_only_entry_of_a_host_deletes_it_with_every_defect(string defect)
    {
        var registry = After(defect, [First, Yaml.StaticEntry("b", "b.com", "2.2.2.2")], [Yaml.StaticEntry("b", "b.com", "2.2.2.2")]);

        registry.Said.Should().Equal("deleted: shared.com", "full: shared.com");
        registry.Instances("shared.com").Should().BeEmpty();
        registry.Instances("b.com").Should().Equal("2.2.2.2:8080");
    }

    // The instances are asked for after each step, as a full push does: they are not made anew by the next one.
    private static RegistryUnderTest After(string? defect, params string[][] steps)
    {
        var registry = defect is null ? new RegistryUnderTest() : new RegistryUnderTest(defect);
        foreach (var step in steps)
        {
            registry.Apply(step);
            _ = registry.Instances("shared.com").ToList();
        }

        return registry;
    }
}
