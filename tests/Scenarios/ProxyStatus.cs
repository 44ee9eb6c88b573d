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
    private const string Second = "outbound|80||second.example.com";

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

            silent.Acknowledgement = Acknowledgement.Silent;
            await mesh.ApplyAsync("second.yaml", ct);
            await Task.WhenAll(taking.Clusters.UntilAsync(c => c.ContainsKey(Second), ct), silent.Clusters.UntilAsync(c => c.ContainsKey(Second), ct));

            // What is acknowledged is known a moment after it was sent; what never is, never.
            var (page, ofTaking) = await UntilSyncedAsync(mesh, "taking", ct);
            var ofSilent = Of(page, "silent");
            await mesh.RecordAsync("syncz.json", System.Text.Encoding.UTF8.GetBytes(page), ct);
            return (ofTaking, ofSilent) switch
            {
                ("SYNCED", "STALE") => Verdict.Absent("who acknowledges is synced, who does not is stale"),
                ("none", _) or (_, "none") => Verdict.Inconclusive($"a proxy is not listed: {page}"),
                _ => Verdict.Reproduced($"who acknowledges is {ofTaking}, who does not is {ofSilent}"),
            };
        });

    private static async Task HasAsync(Observer proxy, string listener, CancellationToken ct) => await proxy.Listeners.UntilAsync(l => l.ContainsKey(listener), ct);

    private static async Task<(string Page, string Status)> UntilSyncedAsync(Mesh mesh, string proxy, CancellationToken ct)
    {
        var page = "";
        try
        {
            await Polling.UntilAsync($"{proxy} is synced", Shown, async ct => Of(page = await mesh.DebugAsync("/debug/syncz", ct), proxy) == "SYNCED", () => page, ct);
        }
        catch (TimeoutException)
        {
            // What was seen last is what is judged.
        }

        return (page, Of(page, proxy));
    }

    /// <summary>As istioctl's proxy-status says it: SYNCED where the last push of each type was acknowledged, else STALE; none where the proxy is not listed.</summary>
    private static string Of(string page, string proxy)
    {
        using var json = JsonDocument.Parse(page);
        foreach (var status in json.RootElement.EnumerateArray().Where(s => Text(s, "proxy").StartsWith(proxy, StringComparison.Ordinal)))
        {
            return Types.All(type => Text(status, $"{type}_sent") is { Length: > 0 } sent && sent == Text(status, $"{type}_acked")) ? "SYNCED" : "STALE";
        }

        return "none";
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
