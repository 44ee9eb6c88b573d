using IstioRegressions.Meshes;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Unit.Reference.Registry;

/// <summary>Entries whose endpoints are host names: they are part of their clusters.</summary>
public sealed class DnsEntryTests
{
    private const string Spec = $"ports: [{Yaml.Http}], resolution: DNS";

    private static readonly string Selecting = Yaml.ServiceEntry("se", "a.com", $"{Spec}, workloadSelector: {{ labels: {{ app: test }} }}");

    [Theory]
    [InlineData(null, new[] { "vm.com:81" })]
    [InlineData(ReferenceDefects.HostBesideSelected, new[] { "a.com:80", "vm.com:81" })]
    public void The_host_of_an_entry_that_selects_workloads_is_an_endpoint_with_that_defect_only(string? defect, string[] endpoints)
    {
        var registry = With(defect);

        registry.Apply(Yaml.WorkloadEntry("we", "vm.com"), Selecting);

        registry.Instances("a.com").Should().Equal(endpoints);
    }

    [Fact]
    public void An_entry_that_selects_nothing_that_is_there_has_no_endpoints()
    {
        var registry = With(null);

        registry.Apply(Selecting);

        registry.Instances("a.com").Should().BeEmpty();
    }

    [Theory]
    [InlineData(null, "full: a.com")]
    [InlineData(ReferenceDefects.DnsEndpointsOutsideClusters, "endpoints: a.com one.com:80 two.com:80")]
    public void An_added_endpoint_is_an_endpoint_push_with_that_defect_only(string? defect, string said)
    {
        var registry = With(defect);
        registry.Apply(Yaml.ServiceEntry("a", "a.com", $"{Spec}, endpoints: [{{ address: one.com }}]"));

        registry.Apply(Yaml.ServiceEntry("a", "a.com", $"{Spec}, endpoints: [{{ address: one.com }}, {{ address: two.com }}]"));

        registry.Said.Should().Equal(said);
    }

    [Fact]
    public void With_that_defect_another_selector_is_a_full_push_all_the_same()
    {
        var registry = With(ReferenceDefects.DnsEndpointsOutsideClusters);
        registry.Apply(Selecting);

        registry.Apply(Selecting.Replace("app: test", "app: other", StringComparison.Ordinal));

        registry.Said.Should().Equal("full: a.com");
    }

    [Theory]
    [InlineData(null, new[] { 80, 81 })]
    [InlineData(ReferenceDefects.DnsPortsOfLastEntry, new[] { 81 })]
    public void The_ports_of_a_host_are_those_of_all_its_entries_but_with_that_defect(string? defect, int[] ports)
    {
        var registry = With(null);
        registry.Apply(
            Yaml.ServiceEntry("a", "a.com", Spec),
            Yaml.ServiceEntry("b", "a.com", "ports: [{ number: 81, name: alt, protocol: HTTP }], resolution: DNS"));

        var context = PushContext.Of("1", registry.Registry.Services, [], Behaviour.With(defect is null ? new HashSet<string>() : [defect]));

        context.DnsPorts[new ServiceKey("a.com", "default")].Should().BeEquivalentTo(ports);
    }

    private static RegistryUnderTest With(string? defect) => defect is null ? new() : new(defect);
}
