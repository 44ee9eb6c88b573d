using System.Net;
using System.Text.Json;

namespace IstioRegressions.Unit.Reference;

public sealed class PilotPagesTests
{
    private static readonly string[] Documents =
        [Yaml.StaticEntry("httpbin", "httpbin.com", "2.2.2.2"), Yaml.SelectingEntry("se", "www.test.com"), Yaml.WorkloadEntry("we", "8.8.8.8")];

    [Fact]
    public async Task Configz_lists_what_was_accepted_and_ends_with_an_empty_object()
    {
        await using var pilot = await LivePilot.StartAsync(Documents);

        using var json = JsonDocument.Parse(await pilot.GetAsync("/debug/configz"));

        var items = json.RootElement.EnumerateArray().ToList();
        items.SkipLast(1).Select(i => (i.GetProperty("type").GetString(), i.GetProperty("namespace").GetString(), i.GetProperty("name").GetString()))
            .Should().Equal(("ServiceEntry", "default", "httpbin"), ("ServiceEntry", "default", "se"), ("WorkloadEntry", "default", "we"));
        items[0].GetProperty("resourceVersion").GetString().Should().NotBeNullOrEmpty();
        items[^1].EnumerateObject().Should().BeEmpty();
    }

    [Fact]
    public async Task Endpointz_shows_what_the_registry_holds()
    {
        await using var pilot = await LivePilot.StartAsync(Documents);

        (await pilot.GetAsync("/debug/endpointz?brief=1")).Should()
            .Contain("httpbin.com:http 2.2.2.2:8080 map[] \n").And.Contain("www.test.com:http 8.8.8.8:81 map[app:test ready:true] \n");
    }

    [Fact]
    public async Task Edsz_shows_what_a_proxy_is_sent()
    {
        await using var pilot = await LivePilot.StartAsync(Documents);
        await using var sidecar = await pilot.ObserveAsync();
        await sidecar.Endpoints("outbound|80||httpbin.com").BecomeAsync(["2.2.2.2:8080"]);

        (await pilot.GetAsync("/debug/edsz?proxyID=client.default")).Should().Contain("\"outbound|80||httpbin.com\"").And.Contain("8080");
        (await pilot.ProbeAsync("/debug/edsz")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await pilot.ProbeAsync("/debug/edsz?proxyID=nobody")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/debug/adsz")]
    [InlineData("/debug/registryz")]
    [InlineData("/debug/endpointz")]
    [InlineData("/debug/endpointShardz")]
    [InlineData("/debug/syncz")]
    public async Task Pages_are_JSON(string path)
    {
        await using var pilot = await LivePilot.StartAsync(Documents);
        await using var sidecar = await pilot.ObserveAsync();

        using var json = JsonDocument.Parse(await pilot.GetAsync(path));

        json.RootElement.ValueKind.Should().BeOneOf(JsonValueKind.Array, JsonValueKind.Object);
    }

    [Fact]
    public async Task A_push_can_be_asked_for()
    {
        await using var pilot = await LivePilot.StartAsync(Documents);
        await using var sidecar = await pilot.ObserveAsync();
        var next = sidecar.NextPushAsync(IstioRegressions.Xds.XdsType.Clusters);

        var answer = await pilot.GetAsync("/debug/adsz?push=true");
        await next;

        answer.Should().Be("Pushed to 1 servers");
    }

    [Fact]
    public async Task The_heap_page_collects_and_says_that_it_has_no_profile()
    {
        await using var pilot = await LivePilot.StartAsync([]);
        var before = GC.CollectionCount(GC.MaxGeneration);

        var answer = await pilot.GetAsync("/debug/pprof/heap?gc=1");

        answer.Should().Contain("no heap profile");
        GC.CollectionCount(GC.MaxGeneration).Should().BeGreaterThan(before);
    }

    [Fact]
    public async Task Metrics_have_the_names_of_1_6()
    {
        await using var pilot = await LivePilot.StartAsync(Documents);
        await using var sidecar = await pilot.ObserveAsync();
        await pilot.GetAsync("/debug/pprof/heap?gc=1");

        var metrics = await pilot.MetricsAsync();

        foreach (var line in new[]
        {
            "pilot_xds 1\n", "pilot_xds_pushes{type=\"cds\"} 1\n", "pilot_xds_pushes{type=\"eds\"} ", "pilot_info{version=", "pilot_services 2\n",
            "pilot_xds_push_time_count{type=\"lds\"} 1\n", "go_memstats_heap_inuse_bytes ", "go_memstats_heap_alloc_bytes ", "go_goroutines ",
            "process_resident_memory_bytes ", "process_start_time_seconds ",
        })
        {
            metrics.Should().Contain($"\n{line}");
        }
    }

    [Fact]
    public async Task A_page_that_is_none_is_404_and_readiness_is_200()
    {
        await using var pilot = await LivePilot.StartAsync([]);

        (await pilot.ProbeAsync("/debug/nothing")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await pilot.ProbeAsync("/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
