using System.Globalization;
using System.Net;
using System.Text.Json;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Reference;

/// <summary>What 0.7 and 0.8 served and later pilots do not: streams of endpoints alone, and pages that proxies polled.</summary>
public sealed class EarlyApiTests : IDisposable
{
    private const string Node = "sidecar~10.9.9.9~client.default~default.svc.cluster.local";
    private const string Clusters = $"/v1/clusters/istio-proxy/{Node}";
    private const string Routes = $"/v1/routes/80/istio-proxy/{Node}";

    private static readonly string Entry = Yaml.StaticEntry("httpbin", "httpbin.com", "2.2.2.2", "3.3.3.3");
    private static readonly string EditedEntry = Yaml.StaticEntry("httpbin", "httpbin.com", "2.2.2.2");

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData("httpbin.com|http")]
    [InlineData("outbound|80||httpbin.com")]
    public async Task A_stream_of_endpoints_is_answered_and_told_of_changes(string cluster)
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        using var client = pilot.ConnectEndpoints();
        await using var stream = client.Open();

        await stream.AskAsync([cluster], _limit.Token);
        var answer = await stream.ReceiveAsync(_limit.Token);
        pilot.Apply(EditedEntry);
        var push = await stream.ReceiveAsync(_limit.Token);

        answer.Should().ContainSingle().Which.ClusterName.Should().Be(cluster);
        EndpointSet.Of(answer[0]).Should().BeEquivalentTo("2.2.2.2:8080", "3.3.3.3:8080");
        EndpointSet.Of(push[0]).Should().BeEquivalentTo("2.2.2.2:8080");
    }

    [Fact]
    public async Task A_cluster_that_nobody_knows_has_no_endpoints()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        using var client = pilot.ConnectEndpoints();
        await using var stream = client.Open();

        await stream.AskAsync(["nobody.default.svc.cluster.local|http"], _limit.Token);

        EndpointSet.Of((await stream.ReceiveAsync(_limit.Token)).Single()).Should().BeEmpty();
    }

    [Fact]
    public async Task The_pages_have_the_shapes_of_their_time()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);

        using var clusters = JsonDocument.Parse(await pilot.GetAsync(Clusters));
        using var routes = JsonDocument.Parse(await pilot.GetAsync(Routes));
        using var hosts = JsonDocument.Parse(await pilot.GetAsync("/v1/registration/httpbin.com%7Chttp"));

        var cluster = clusters.RootElement.GetProperty("clusters").EnumerateArray().Single();
        cluster.GetProperty("name").GetString().Should().Be("out.httpbin.com|http");
        cluster.GetProperty("service_name").GetString().Should().Be("httpbin.com|http");
        cluster.GetProperty("type").GetString().Should().Be("sds");
        routes.RootElement.GetProperty("validate_clusters").GetBoolean().Should().BeTrue();
        var host = routes.RootElement.GetProperty("virtual_hosts").EnumerateArray().Single();
        host.GetProperty("domains").EnumerateArray().Select(d => d.GetString()).Should().Equal("httpbin.com", "httpbin.com:80");
        host.GetProperty("routes")[0].GetProperty("cluster").GetString().Should().Be("out.httpbin.com|http");
        hosts.RootElement.GetProperty("hosts").EnumerateArray().Select(h => $"{h.GetProperty("ip_address")}:{h.GetProperty("port")}")
            .Should().BeEquivalentTo("2.2.2.2:8080", "3.3.3.3:8080");
    }

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/clusters/istio-proxy/no-node")]
    [InlineData($"/v1/routes/http/istio-proxy/{Node}")]
    public async Task A_page_that_is_none_is_404(string path)
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);

        (await pilot.ProbeAsync(path)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_change_renews_the_pages_though_a_client_of_endpoints_does_not_read()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        await using var stalled = await pilot.StallAsync();

        for (var i = 0; i < 4; i++)
        {
            var added = string.Create(CultureInfo.InvariantCulture, $"added-{i}.com");
            pilot.Apply(Entry, Yaml.StaticEntry("added", added, "4.4.4.4"));
            await Polling.UntilAsync(
                $"{added} is in the pages",
                TimeSpan.FromSeconds(20),
                async _ => (await pilot.GetAsync(Clusters)).Contains(added) && (await pilot.GetAsync(Routes)).Contains(added),
                () => "an older one",
                _limit.Token);
        }
    }

    [Fact]
    public async Task With_the_defect_the_pages_stay_what_they_were_once_a_client_does_not_read()
    {
        await using var pilot = await LivePilot.StartAsync([Entry], ReferenceDefects.FlushWaitsForReaders);
        await using var sidecar = await pilot.ObserveAsync();
        await using var stalled = await pilot.StallAsync();

        // What is polled may be flushed a moment after what is sent: that is over when the next change has been sent.
        const int Changes = 6;
        List<string> added = [];
        var page = "";
        while (added.Count < Changes && (added.Count < 2 || page.Contains(added[^2], StringComparison.Ordinal)))
        {
            await pilot.GetAsync(Clusters);
            added.Add(string.Create(CultureInfo.InvariantCulture, $"added-{added.Count}.com"));
            pilot.Apply([Entry, .. added.Select((host, i) => Yaml.StaticEntry($"added{i}", host, "4.4.4.4"))]);
            await sidecar.Endpoints($"outbound|80||{added[^1]}").BecomeAsync(["4.4.4.4:8080"], _limit.Token);
            page = await pilot.GetAsync(Clusters);
        }

        page.Should().NotContain(added[^2], "what is sent goes on, and what is polled was flushed for the last time").And.NotContain(added[^1]);
    }

    public void Dispose() => _limit.Dispose();
}
