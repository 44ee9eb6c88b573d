using System.Globalization;
using System.Text.Json;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Routes name clusters that the proxy never gets, and the last of many applications answers 404 for ever (istio/istio#5389).
/// </summary>
[Regression("many-resources-404")]
public sealed partial class ManyResources404(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const int Port = 8888;

    // Published: runs 1 and 2 passed, run 3 stuck. The client stops reading after the first; on the reference a change or two
    // pass it by until a flush waits for it, and one more is flushed before that.
    private const int Runs = 6;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    [SkippableTheory, IstioVersions]
    public Task The_last_of_many_applications_becomes_reachable_run_after_run(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var applications = await mesh.ReadAsync("applications.yaml", ct);
            await using var sidecar = await mesh.ObserveRoutingAsync("client", Port, ct);
            await ApplyAsync(mesh, applications, run: 1, ct);
            if (await UntilAsync(sidecar.LookAsync, s => s.IsReachable, Last(run: 1), Quiet, ct) is { } unusable)
            {
                return Verdict.Inconclusive($"not even the first run was reachable, with all clients reading: {unusable}");
            }

            await using var stalled = await mesh.StallAsync("stalled", ct);
            for (var run = 2; run <= Runs; run++)
            {
                // Where proxies ask, clusters and routes are asked for at moments of their own: here the change lies between.
                await using var newcomer = await mesh.ObserveRoutingAsync($"newcomer-{run}", Port, ct);
                await ApplyAsync(mesh, applications, run, ct);
                var missing = await UntilAsync(newcomer.LookAnewAsync, s => s.HasRoute, Last(run), Quiet, ct)
                    ?? await UntilAsync(newcomer.LookAsync, s => s.IsReachable, Last(run), Quiet * Scale(mesh), ct)
                    ?? await UntilAsync(sidecar.LookAsync, s => s.IsReachable, Last(run), Quiet * Scale(mesh), ct);
                if (missing is not null)
                {
                    await mesh.RecordAsync("routing.json", Evidence(missing), ct);
                    return missing.UnknownClusters is [var first, ..] and var unknown && mesh.ControlPlane.Exits.Count == 0
                        ? Verdict.Reproduced($"in run {run} the routes name {unknown.Count} clusters that the proxy never got, the first {first}: {missing}")
                        : Verdict.Inconclusive($"in run {run} the last application was not reachable in time, and not for want of a cluster: {missing}");
                }
            }

            return Verdict.Absent($"the last of {Settings.Current.ResourcesPerTest} applications was reachable in each of {Runs} runs, with a client that does not read");
        });

    private static byte[] Evidence(RoutingState missing) => JsonSerializer.SerializeToUtf8Bytes(
        new { missing.Host, missing.HasRoute, missing.Endpoints, missing.UnknownClusters, missing.Clusters, Routes = missing.ClustersByHost.ToDictionary(c => c.Key, c => c.ToList()) },
        RunFolder.Json);

    private static string Last(int run) => Host(run, Settings.Current.ResourcesPerTest);

    private static string Host(int run, int application) => string.Create(CultureInfo.InvariantCulture, $"app-{application}.run-{run}.test.local");

    private static Task ApplyAsync(Mesh mesh, Manifest applications, int run, CancellationToken ct)
    {
        var hosts = string.Join(", ", Enumerable.Range(1, Settings.Current.ResourcesPerTest).Select(i => Host(run, i)));
        return mesh.ApplyAsync(
            new Manifest($"run-{run}", applications.Yaml
                .Replace("RUN", run.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("HOSTS", $"[{hosts}]", StringComparison.Ordinal)),
            ct);
    }

    /// <summary>What was seen last; null where it came to what is awaited.</summary>
    private static async Task<RoutingState?> UntilAsync(
        Func<string, CancellationToken, Task<RoutingState>> look, Func<RoutingState, bool> isSo, string host, TimeSpan within, CancellationToken ct)
    {
        RoutingState? seen = null;
        try
        {
            await Polling.UntilAsync($"a way to {host}", within, async ct => isSo(seen = await look(host, ct)), () => $"{seen}", ct);
            return null;
        }
        catch (TimeoutException)
        {
            return seen;
        }
    }
}
