using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Reference;

public sealed class LivePilotTests
{
    private const string Httpbin = "outbound|80||httpbin.com";
    private const string Test = "outbound|80||www.test.com";

    private static readonly string Entry = Yaml.StaticEntry("httpbin", "httpbin.com", "2.2.2.2", "3.3.3.3");
    private static readonly string EditedEntry = Yaml.StaticEntry("httpbin", "httpbin.com", "2.2.2.2");
    private static readonly string Selecting = Yaml.SelectingEntry("test-se", "www.test.com");

    [Theory]
    [InlineData(XdsProtocol.V2, null, "2.2.2.2:8080")]
    [InlineData(XdsProtocol.V3, null, "2.2.2.2:8080")]
    [InlineData(XdsProtocol.V2, ReferenceDefects.EndpointPortFromService, "2.2.2.2:80")]
    public async Task An_edit_of_endpoints_is_one_endpoint_push(XdsProtocol protocol, string? defect, string left)
    {
        await using var pilot = await LivePilot.StartAsync([Entry], defect is null ? [] : [defect]);
        await using var sidecar = await pilot.ObserveAsync(protocol);
        await sidecar.Endpoints(Httpbin).BecomeAsync(["2.2.2.2:8080", "3.3.3.3:8080"]);
        var before = sidecar.Pushes;

        pilot.Apply(EditedEntry);
        await sidecar.Endpoints(Httpbin).BecomeAsync([left]);

        (sidecar.Pushes - before).Should().Be(new PushCounts(0, 1, 0, 0));
    }

    [Fact]
    public async Task A_full_push_heals_what_an_endpoint_push_broke()
    {
        await using var pilot = await LivePilot.StartAsync([Entry], ReferenceDefects.EndpointPortFromService);
        await using var sidecar = await pilot.ObserveAsync();
        pilot.Apply(EditedEntry);
        await sidecar.Endpoints(Httpbin).BecomeAsync(["2.2.2.2:80"]);

        pilot.Apply(EditedEntry, Yaml.StaticEntry("other", "other.com", "4.4.4.4"));

        await sidecar.Endpoints(Httpbin).BecomeAsync(["2.2.2.2:8080"]);
        await sidecar.Endpoints("outbound|80||other.com").BecomeAsync(["4.4.4.4:8080"]);
    }

    [Theory]
    [InlineData(null, new[] { "9.9.9.9:81" })]
    [InlineData(ReferenceDefects.SelectorForgetsOldLabels, new[] { "8.8.8.8:81", "9.9.9.9:81" })]
    public async Task A_relabelled_workload_stays_with_the_defect_only_and_for_a_new_proxy_too(string? defect, string[] expected)
    {
        await using var pilot = await LivePilot.StartAsync([Selecting, Yaml.WorkloadEntry("w1", "8.8.8.8")], defect is null ? [] : [defect]);
        await using var sidecar = await pilot.ObserveAsync();
        await sidecar.Endpoints(Test).BecomeAsync(["8.8.8.8:81"]);
        var before = sidecar.Pushes;

        pilot.Apply(Selecting, Yaml.WorkloadEntry("w1", "8.8.8.8", ready: false), Yaml.WorkloadEntry("w3", "9.9.9.9"));
        var seen = await sidecar.Endpoints(Test).UntilAsync(e => e.ToString().Contains("9.9.9.9"));
        await using var later = await pilot.ObserveAsync(name: "later");

        seen.Should().BeEquivalentTo(expected);
        later.Endpoints(Test).Current.Should().BeEquivalentTo(expected);
        (sidecar.Pushes - before).Clusters.Should().Be(0);
    }

    [Fact]
    public async Task A_document_that_is_not_valid_leaves_the_previous_configuration_serving()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        await using var sidecar = await pilot.ObserveAsync();
        await sidecar.Endpoints(Httpbin).BecomeAsync(["2.2.2.2:8080", "3.3.3.3:8080"]);

        pilot.Apply(EditedEntry, Yaml.ServiceEntry("bad", "bad_host.com", $"ports: [{Yaml.Http}], resolution: STATIC"));
        pilot.Apply(Entry, Yaml.StaticEntry("sentinel", "sentinel.com", "4.4.4.4"));
        await sidecar.Endpoints("outbound|80||sentinel.com").BecomeAsync(["4.4.4.4:8080"]);

        sidecar.Endpoints(Httpbin).Current.Should().BeEquivalentTo("2.2.2.2:8080", "3.3.3.3:8080");
    }

    [Fact]
    public async Task A_change_of_services_is_one_push_of_everything()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        await using var sidecar = await pilot.ObserveAsync();
        var before = sidecar.Pushes;

        pilot.Apply(Entry, Yaml.ServiceEntry("tcp", "tcp.com", "ports: [{ number: 9000, name: tcp, protocol: TCP }], resolution: NONE"));
        await sidecar.Clusters.UntilAsync(c => c.ContainsKey("outbound|9000||tcp.com"));
        await sidecar.Listeners.UntilAsync(l => l.ContainsKey("0.0.0.0_9000"));

        (sidecar.Pushes - before).Clusters.Should().Be(1);
        (sidecar.Pushes - before).Listeners.Should().Be(1);
    }

    [Fact]
    public async Task A_silent_client_holds_nobody_up_and_is_seen_as_stale()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        await using var silent = await pilot.ObserveAsync(acknowledgement: Acknowledgement.Silent, name: "silent");
        await using var sidecar = await pilot.ObserveAsync();

        pilot.Apply(EditedEntry);
        await sidecar.Endpoints(Httpbin).BecomeAsync(["2.2.2.2:8080"]);
        await silent.Endpoints(Httpbin).BecomeAsync(["2.2.2.2:8080"]);

        (await SyncAsync(pilot, "silent.default")).Acked.Should().BeNull();
        var (sent, acked) = await SyncAsync(pilot, "client.default");
        acked.Should().Be(sent).And.NotBeNull();
    }

    [Fact]
    public async Task A_refusal_is_counted_and_not_taken_for_an_acknowledgement()
    {
        await using var pilot = await LivePilot.StartAsync([Entry]);
        await using var sidecar = await pilot.ObserveAsync(acknowledgement: Acknowledgement.Reject("not this one"));
        await using var other = await pilot.ObserveAsync(name: "other");

        pilot.Apply(EditedEntry);
        await other.Endpoints(Httpbin).BecomeAsync(["2.2.2.2:8080"]);

        (await SyncAsync(pilot, "client.default")).Acked.Should().BeNull();
        (await pilot.MetricsAsync()).Should().Contain("pilot_total_xds_rejects");
    }

    private static async Task<(string? Sent, string? Acked)> SyncAsync(LivePilot pilot, string proxy)
    {
        using var json = System.Text.Json.JsonDocument.Parse(await pilot.GetAsync("/debug/syncz"));
        var status = json.RootElement.EnumerateArray().Single(s => s.GetProperty("proxy").GetString() == proxy);
        return (
            status.TryGetProperty("cluster_sent", out var sent) ? sent.GetString() : null,
            status.TryGetProperty("cluster_acked", out var acked) ? acked.GetString() : null);
    }
}
