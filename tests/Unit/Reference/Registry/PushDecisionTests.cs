namespace IstioRegressions.Unit.Reference.Registry;

public sealed class PushDecisionTests
{
    private readonly RegistryUnderTest _registry = new();

    [Fact]
    public void A_new_entry_is_a_full_push()
    {
        _registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2"));

        _registry.Said.Should().Equal("full: a.com");
    }

    [Fact]
    public void Another_pod_of_a_headless_service_is_a_full_push_because_it_has_a_listener()
    {
        var headless = Yaml.ServiceEntry("a", "a.com", "ports: [{ number: 90, name: tcp, protocol: TCP }], resolution: NONE, workloadSelector: { labels: { app: test } }");
        _registry.Apply(headless, Yaml.WorkloadEntry("a-0", "2.2.2.2"));

        _registry.Apply(headless, Yaml.WorkloadEntry("a-0", "2.2.2.2"), Yaml.WorkloadEntry("a-1", "3.3.3.3"));

        _registry.Said.Should().Equal("endpoints: a.com 2.2.2.2:90 3.3.3.3:90", "full: a.com");
    }

    [Fact]
    public void A_deleted_entry_is_a_full_push_and_its_endpoints_go()
    {
        _registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2"));

        _registry.Apply();

        _registry.Said.Should().Equal("deleted: a.com", "full: a.com");
    }

    [Fact]
    public void Other_endpoints_are_an_endpoint_push()
    {
        _registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2", "3.3.3.3"));

        _registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2"));

        _registry.Said.Should().Equal("endpoints: a.com 2.2.2.2:8080");
    }

    [Fact]
    public void No_endpoints_any_more_are_an_endpoint_push()
    {
        _registry.Apply(Yaml.StaticEntry("a", "a.com", "2.2.2.2"));

        _registry.Apply(Yaml.StaticEntry("a", "a.com"));

        _registry.Said.Should().Equal("endpoints: a.com");
    }

    [Theory]
    [InlineData("b.com", $"ports: [{Yaml.Http}], resolution: STATIC", "deleted: a.com", "full: a.com b.com")]
    [InlineData("'a.com, b.com'", $"ports: [{Yaml.Http}], resolution: STATIC", "full: b.com")]
    [InlineData("a.com", "ports: [{ number: 81, name: http, protocol: HTTP }], resolution: STATIC", "full: a.com")]
    [InlineData("a.com", "ports: [{ number: 80, name: http, protocol: TCP }], resolution: STATIC", "full: a.com")]
    [InlineData("a.com", $"ports: [{Yaml.Http}], resolution: DNS", "full: a.com")]
    [InlineData("a.com", $"ports: [{Yaml.Http}], resolution: STATIC, addresses: [1.2.3.4]", "full: a.com")]
    [InlineData("a.com", $"ports: [{Yaml.Http}], resolution: STATIC, workloadSelector: {{ labels: {{ a: b }} }}", "full: a.com")]
    [InlineData("a.com", $"ports: [{Yaml.Http}], resolution: STATIC, exportTo: ['.']", "full: a.com")]
    public void Any_other_edit_is_a_full_push(string hosts, string spec, params string[] said)
    {
        _registry.Apply(Yaml.ServiceEntry("a", "a.com", $"ports: [{Yaml.Http}], resolution: STATIC"));

        _registry.Apply(Yaml.ServiceEntry("a", hosts.Trim('\''), spec));

        _registry.Said.Should().Equal(said);
    }

    [Fact]
    public void Other_endpoints_of_a_DNS_entry_are_a_full_push()
    {
        const string Spec = $"ports: [{Yaml.Http}], resolution: DNS, endpoints: ";
        _registry.Apply(Yaml.ServiceEntry("a", "a.com", Spec + "[{ address: b.com }]"));

        _registry.Apply(Yaml.ServiceEntry("a", "a.com", Spec + "[{ address: c.com }]"));

        _registry.Said.Should().Equal("full: a.com");
    }

    [Fact]
    public void The_first_edit_of_an_entry_without_a_creation_time_is_a_full_push()
    {
        const string Spec = $"ports: [{Yaml.Http}], resolution: STATIC, endpoints: ";
        _registry.Apply(Yaml.ServiceEntry("a", "a.com", Spec + "[{ address: 2.2.2.2 }]", created: ""));

        _registry.Apply(Yaml.ServiceEntry("a", "a.com", Spec + "[{ address: 3.3.3.3 }]", created: ""));
        var first = _registry.Said.ToList();
        _registry.Apply(Yaml.ServiceEntry("a", "a.com", Spec + "[{ address: 4.4.4.4 }]", created: ""));

        first.Should().Equal("full: a.com");
        _registry.Said.Should().Equal("endpoints: a.com 4.4.4.4:80");
    }

    [Fact]
    public void A_workload_is_an_endpoint_push_of_the_services_that_select_it()
    {
        string[] entries = [Yaml.SelectingEntry("a", "a.com"), Yaml.SelectingEntry("b", "b.com"), Yaml.StaticEntry("c", "c.com")];
        _registry.Apply(entries);

        _registry.Apply([.. entries, Yaml.WorkloadEntry("w", "8.8.8.8")]);

        _registry.Said.Should().Equal("endpoints: a.com 8.8.8.8:81", "endpoints: b.com 8.8.8.8:81");
    }

    [Fact]
    public void A_workload_that_nothing_selects_is_no_push()
    {
        _registry.Apply(Yaml.SelectingEntry("a", "a.com"));

        _registry.Apply(Yaml.SelectingEntry("a", "a.com"), Yaml.WorkloadEntry("w", "8.8.8.8", ready: false));

        _registry.Said.Should().BeEmpty();
    }
}
