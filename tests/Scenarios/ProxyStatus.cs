using System.Text.Json;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// The control plane says of a proxy that took nothing that it has the latest configuration, or of one that did that it has not.
/// </summary>
[Regression("proxy-status")]
public sealed class ProxyStatus(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Second = "outbound|81||second.example.com";

    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(20);
    private static readonly string[] Types = ["cluster", "listener"];

    [SkippableTheory, IstioVersions]
    public Task The_status_of_a_proxy_says_whether_it_took_what_it_was_sent(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var taking = await mesh.ObserveSidecarAsync("taking", ct);
            await using var silent = await mesh.ObserveSidecarAsync("silent", ct);
            await mesh.ApplyAsync("first.yaml", ct);
            await Task.WhenAll(HasAsync(taking, "0.0.0.0_80", ct), HasAsync(silent, "0.0.0.0_80", ct));
            var before = await SyncedPageAsync(mesh, ct);
            if (Of(before, "taking") == "STALE" || Of(before, "silent") == "STALE")
            {
                return Verdict.Reproduced($"{Shown.TotalSeconds:0} s after both acknowledged what they were sent, one is shown as stale: {before}");
            }

            silent.Acknowledgement = Acknowledgement.Silent;
            await mesh.ApplyAsync("second.yaml", ct);
            await Task.WhenAll(taking.Clusters.UntilAsync(c => c.ContainsKey(Second), ct), silent.Clusters.UntilAsync(c => c.ContainsKey(Second), ct));

            // It asks for these behind its acknowledgements, on the same stream: where it is answered, those were read.
            await taking.Endpoints(Second).UntilAsync(e => e.Count == 1, ct);
            await taking.Route("81").UntilAsync(r => r is not null, ct);

            var page = await DecisivePageAsync(mesh, before, ct);
            await mesh.RecordAsync("syncz.json", System.Text.Encoding.UTF8.GetBytes(page), ct);
            return (Of(page, "taking"), Of(page, "silent")) switch
            {
                ("SYNCED", "STALE") => Verdict.Absent("who acknowledges is synced, who does not is stale"),
                ("none", _) or (_, "none") => Verdict.Inconclusive($"a proxy is not listed: {page}"),
                var (ofTaking, ofSilent) => Verdict.Reproduced($"who acknowledges is {ofTaking}, who does not is {ofSilent}"),
            };
        });

    private static async Task HasAsync(Observer proxy, string listener, CancellationToken ct) => await proxy.Listeners.UntilAsync(l => l.ContainsKey(listener), ct);

    private static Task<string> PageAsync(Mesh mesh, CancellationToken ct) => mesh.DebugAsync("/debug/syncz", ct);

    // Where it stays stale, both were sent something and acknowledged it, which was read: their listeners came behind it.
    private static async Task<string> SyncedPageAsync(Mesh mesh, CancellationToken ct)
    {
        var page = "";
        try
        {
            await Polling.UntilAsync("both are synced", Shown, async ct => IsSynced(page = await PageAsync(mesh, ct), "taking") && IsSynced(page, "silent"), () => page, ct);
        }
        catch (TimeoutException) when (Sent(page, "taking") is { Length: > 0 } && Sent(page, "silent") is { Length: > 0 })
        {
        }

        return page;
    }

    // A page is a moment behind: it decides when it shows that the second configuration was sent to both. What is acknowledged
    // is known a moment after it was sent; what never is, never.
    private static async Task<string> DecisivePageAsync(Mesh mesh, string before, CancellationToken ct)
    {
        var page = before;
        bool IsSent() => ((string[])["taking", "silent"]).All(proxy => Sent(page, proxy) is { Length: > 0 } sent && sent != Sent(before, proxy));
        try
        {
            await Polling.UntilAsync(
                "the second configuration was sent to both, and taken by one", Shown, async ct => IsSynced(page = await PageAsync(mesh, ct), "taking") && IsSent(), () => page, ct);
        }
        catch (TimeoutException) when (IsSent())
        {
            // It was acknowledged, that was read long ago, and is not shown.
        }

        return page;
    }

    private static bool IsSynced(string page, string proxy) => Of(page, proxy) == "SYNCED";

    /// <summary>As istioctl's proxy-status says it: SYNCED where the last push of each type was acknowledged, else STALE; none where the proxy is not listed.</summary>
    private static string Of(string page, string proxy) =>
        With(page, proxy, status => Types.All(type => Text(status, $"{type}_sent") is { Length: > 0 } sent && sent == Text(status, $"{type}_acked")) ? "SYNCED" : "STALE") ?? "none";

    private static string? Sent(string page, string proxy) => With(page, proxy, status => Text(status, "cluster_sent"));

    private static string? With(string page, string proxy, Func<JsonElement, string> read)
    {
        using var json = JsonDocument.Parse(page);
        return json.RootElement.EnumerateArray().Where(s => Text(s, "proxy").StartsWith(proxy, StringComparison.Ordinal)).Select(read).FirstOrDefault();
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
