using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Reference;

public sealed class LiveProxyTests
{
    private const string Cluster = "outbound|80||b.com";

    private static readonly string Entry = Yaml.StaticEntry("a", "a.com", "2.2.2.2");
    private static readonly string Another = Yaml.StaticEntry("b", "b.com", "3.3.3.3");

    [Theory]
    [InlineData(null, false)]
    [InlineData(ReferenceDefects.SentCountsAsAcknowledged, true)]
    public async Task Syncz_shows_a_client_that_acknowledges_nothing_as_such_but_with_that_defect(string? defect, bool looksSynced)
    {
        await using var pilot = await LivePilot.StartAsync([Entry], Defects(defect));
        await using var silent = await pilot.ObserveAsync(acknowledgement: Acknowledgement.Silent);

        using var json = JsonDocument.Parse(await pilot.GetAsync("/debug/syncz"));

        var status = json.RootElement[0];
        (status.TryGetProperty("cluster_acked", out var acked) && acked.GetString() == status.GetProperty("cluster_sent").GetString()).Should().Be(looksSynced);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(ReferenceDefects.ScopeKeptForNode, false)]
    public async Task A_proxy_that_connects_again_sees_what_came_meanwhile_but_with_that_defect(string? defect, bool sees)
    {
        await using var pilot = await LivePilot.StartAsync([Entry], Defects(defect));
        await using var witness = await pilot.ObserveAsync(name: "witness");
        await using (await pilot.ObserveAsync())
        {
            // It has connected once.
        }

        pilot.Apply(Entry, Another);
        await witness.Clusters.UntilAsync(c => c.ContainsKey(Cluster));
        await using var again = await pilot.ObserveAsync();

        again.Clusters.Current.ContainsKey(Cluster).Should().Be(sees);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(ReferenceDefects.OneProxyVersionServed, false)]
    public async Task Proxies_of_two_versions_are_served_but_with_that_defect(string? defect, bool served)
    {
        await using var pilot = await LivePilot.StartAsync([Entry], Defects(defect));
        await using var older = await pilot.ObserveAsync();

        var connect = async () => await (await pilot.ObserveAsync(version: IstioVersion.Parse("1.7.0"))).DisposeAsync();

        if (served)
        {
            await connect.Should().NotThrowAsync();
        }
        else
        {
            (await connect.Should().ThrowAsync<XdsException>()).WithMessage("*is of version 1.7.0, and 1.6.0 is served*");
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(ReferenceDefects.StartForgetsConfiguration, false)]
    public async Task What_is_there_at_the_start_is_served_from_the_first_on_but_with_that_defect(string? defect, bool has)
    {
        await using var pilot = await LivePilot.StartAsync([Another], Defects(defect));
        await using var first = await pilot.ObserveAsync();

        first.Clusters.Current.ContainsKey(Cluster).Should().Be(has);
    }

    [Fact]
    public async Task With_that_defect_an_object_that_was_there_is_not_served_before_it_differs()
    {
        await using var pilot = await LivePilot.StartAsync([Another], ReferenceDefects.StartForgetsConfiguration);
        await using var sidecar = await pilot.ObserveAsync();

        pilot.Apply(Entry, Another);
        await sidecar.Clusters.UntilAsync(c => c.ContainsKey("outbound|80||a.com"));
        sidecar.Clusters.Current.Should().NotContainKey(Cluster);
        pilot.Apply(Entry, Yaml.StaticEntry("b", "b.com", "4.4.4.4"));

        await sidecar.Clusters.UntilAsync(c => c.ContainsKey(Cluster));
    }

    private static string[] Defects(string? defect) => defect is null ? [] : [defect];
}
