using IstioRegressions.Meshes;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Unit.Reference.Push;

public sealed class SidecarScopesTests
{
    private const string Spec = $"ports: [{Yaml.Http}], resolution: NONE";

    [Theory]
    [InlineData("default", "public.com", true)]
    [InlineData("default", "private.com", true)]
    [InlineData("elsewhere", "public.com", true)]
    [InlineData("elsewhere", "private.com", false)]
    [InlineData("default", "unknown.com", false)]
    public void A_sidecar_depends_on_the_services_that_it_sees_with_and_without_the_defect(string proxy, string host, bool depends)
    {
        var services = Services(Yaml.ServiceEntry("a", "public.com", Spec), Yaml.ServiceEntry("b", "private.com", Spec + ", exportTo: ['.']"));
        var key = ConfigKey.OfService(new ServiceKey(host, "default"));

        Scopes(services).DependsOn(proxy, key).Should().Be(depends);
        Scopes(services, ReferenceDefects.SidecarScopePerHost).DependsOn(proxy, key).Should().Be(depends);
    }

    [Fact]
    public void A_namespace_has_one_scope()
    {
        var made = new HashSet<ScopeKey>();
        _ = new SidecarScopes(Hosts(5), (ns, host) => Seen(made, Behaviour.Sound.ScopeOf(ns, host)));

        made.Should().ContainSingle();
    }

    [Fact]
    public void With_the_defect_a_namespace_has_a_scope_for_each_host()
    {
        var made = new HashSet<ScopeKey>();
        var defective = Behaviour.With(new HashSet<string> { ReferenceDefects.SidecarScopePerHost });
        _ = new SidecarScopes(Hosts(5), (ns, host) => Seen(made, defective.ScopeOf(ns, host)));

        made.Should().HaveCount(5);
    }

    [Fact]
    public void With_the_defect_memory_grows_with_the_square_of_the_hosts()
    {
        var (few, many) = (Hosts(200), Hosts(800));

        Allocated(() => Scopes(many, ReferenceDefects.SidecarScopePerHost))
            .Should().BeGreaterThan(8 * Allocated(() => Scopes(few, ReferenceDefects.SidecarScopePerHost)));
        Allocated(() => Scopes(many)).Should().BeLessThan(8 * Allocated(() => Scopes(few)));
    }

    private static ScopeKey Seen(HashSet<ScopeKey> made, ScopeKey key)
    {
        made.Add(key);
        return key;
    }

    private static long Allocated(Func<SidecarScopes> make)
    {
        make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        make();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static SidecarScopes Scopes(IReadOnlyList<Service> services, params string[] defects) =>
        new(services, Behaviour.With(defects.ToHashSet()).ScopeOf);

    private static IReadOnlyList<Service> Hosts(int count) =>
        Services([.. Enumerable.Range(0, count).Select(i => Yaml.ServiceEntry($"e{i}", $"h{i}.com", Spec))]);

    private static IReadOnlyList<Service> Services(params string[] documents) =>
        [.. Yaml.Objects(documents).SelectMany(Conversion.Services)];
}
