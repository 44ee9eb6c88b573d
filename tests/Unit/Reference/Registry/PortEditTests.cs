using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Reference.Registry;

/// <summary>Edits of the ports that workloads serve on.</summary>
public sealed class PortEditTests
{
    [Theory]
    [InlineData("", "8.8.8.8:9081")]
    [InlineData(", ports: { http: 82 }", "8.8.8.8:82")]
    public void A_workload_without_a_port_of_its_own_has_the_target_port(string ports, string endpoint)
    {
        var registry = new RegistryUnderTest();

        registry.Apply(Yaml.TargetingEntry("a", "a.com", 9081), Workload(ports));

        registry.Instances("a.com").Should().Equal(endpoint);
    }

    [Fact]
    public void A_listed_endpoint_without_a_port_of_its_own_has_the_target_port()
    {
        var registry = new RegistryUnderTest();

        registry.Apply(Yaml.ServiceEntry("a", "a.com", "ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 9081 }], resolution: STATIC, endpoints: [{ address: 1.1.1.1 }]"));

        registry.Instances("a.com").Should().Equal("1.1.1.1:9081");
    }

    [Theory]
    [InlineData(null, "endpoints: a.com 8.8.8.8:9080", "8.8.8.8:9080")]
    [InlineData(ReferenceDefects.EntryComparisonIgnoresTargetPort, "kept: a.com 8.8.8.8:9080", "8.8.8.8:9080")]
    [InlineData(ReferenceDefects.EntryEditForgetsWorkloads, "endpoints: a.com 8.8.8.8:9081", "8.8.8.8:9081")]
    [InlineData(ReferenceDefects.WorkloadComparisonIgnoresPorts, "endpoints: a.com 8.8.8.8:9080", "8.8.8.8:9080")]
    public void Another_target_port_is_an_endpoint_push(string? defect, string said, string left)
    {
        var registry = With(defect);
        registry.Apply(Yaml.TargetingEntry("a", "a.com", 9081), Workload(""));
        registry.Instances("a.com").Should().Equal("8.8.8.8:9081");

        registry.Apply(Yaml.TargetingEntry("a", "a.com", 9080), Workload(""));

        registry.Said.Should().Equal(said);
        registry.Instances("a.com").Should().Equal(left);
    }

    [Theory]
    [InlineData(null, "endpoints: a.com 8.8.8.8:82")]
    [InlineData(ReferenceDefects.WorkloadComparisonIgnoresPorts, "kept: a.com 8.8.8.8:82")]
    [InlineData(ReferenceDefects.EntryComparisonIgnoresTargetPort, "endpoints: a.com 8.8.8.8:82")]
    [InlineData(ReferenceDefects.EntryEditForgetsWorkloads, "endpoints: a.com 8.8.8.8:82")]
    public void Another_port_of_a_workload_is_an_endpoint_push(string? defect, string said)
    {
        var registry = With(defect);
        registry.Apply(Yaml.SelectingEntry("a", "a.com"), Yaml.WorkloadEntry("w", "8.8.8.8"));

        registry.Apply(Yaml.SelectingEntry("a", "a.com"), Yaml.WorkloadEntry("w", "8.8.8.8", port: 82));

        registry.Said.Should().Equal(said);
        registry.Instances("a.com").Should().Equal("8.8.8.8:82");
    }

    [Fact]
    public void A_workload_that_changes_more_than_its_ports_is_news_with_the_defect()
    {
        var registry = With(ReferenceDefects.WorkloadComparisonIgnoresPorts);
        registry.Apply(Yaml.SelectingEntry("a", "a.com"), Yaml.WorkloadEntry("w", "8.8.8.8"));

        registry.Apply(Yaml.SelectingEntry("a", "a.com"), Yaml.WorkloadEntry("w", "9.9.9.9", port: 82));

        registry.Said.Should().Equal("endpoints: a.com 9.9.9.9:82");
    }

    private static RegistryUnderTest With(string? defect) => defect is null ? new() : new(defect);

    private static string Workload(string ports) => $$"""
        ---
        apiVersion: networking.istio.io/v1alpha3
        kind: WorkloadEntry
        metadata: { name: w, namespace: default, creationTimestamp: "2020-01-01T00:00:00Z" }
        spec: { address: 8.8.8.8, labels: { app: test, ready: "true" }{{ports}} }

        """;
}
