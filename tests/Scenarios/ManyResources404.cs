using System.Globalization;
using System.Text.Json;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Routes name clusters that the proxy never gets, and the last of many applications answers 404 for ever (istio/istio#5389).
/// </summary>
[Regression("many-resources-404")]
public sealed class ManyResources404(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const int Port = 8888;

    // Published: runs 1 and 2 passed, run 3 stuck. The client stops reading after the first.
    private const int Runs = 4;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    [SkippableTheory, IstioVersions]
    public Task The_last_of_many_applications_becomes_routable_run_after_run(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var applications = await mesh.ReadAsync("applications.yaml", ct);
            await using var sidecar = await mesh.ObserveRoutingAsync("client", Port, ct);
            await ApplyAsync(mesh, applications, run: 1, ct);
            if (await UntilRoutableAsync(sidecar, Last(run: 1), Quiet, ct) is { } unusable)
            {
                return Verdict.Inconclusive($"not even the first run was reachable, with all clients reading: {unusable}");
            }

            await using var stalled = await mesh.StallAsync("stalled", ct);
            for (var run = 2; run <= Runs; run++)
            {
                await ApplyAsync(mesh, applications, run, ct);
                await using var newcomer = await mesh.ObserveRoutingAsync($"newcomer-{run}", Port, ct);
                var why = await UntilRoutableAsync(newcomer, Last(run), Quiet, ct)   // that it knows the way proves that the change was taken in
                    ?? await UntilRoutableAsync(sidecar, Last(run), Quiet * Scale(mesh), ct);
                if (why is not null)
                {
                    await mesh.RecordAsync("routing.json", JsonSerializer.SerializeToUtf8Bytes(why.Endpoints), ct);
                    return Verdict.Reproduced(why.UnknownClusters is [var first, ..] and var unknown
                        ? $"in run {run} the routes name {unknown.Count} clusters that the proxy never got, the first {first}: {why}"
                        : $"in run {run} the route to {Last(run)} never came: {why}");
                }
            }

            return Verdict.Absent($"{Settings.Current.ResourcesPerTest} applications were reachable in each of {Runs} runs, with a client that does not read");
        });

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

    /// <summary>What the sidecar knew last; null where it knows the way to the host.</summary>
    private static async Task<Xds.RoutingState?> UntilRoutableAsync(RoutingView sidecar, string host, TimeSpan within, CancellationToken ct)
    {
        Xds.RoutingState? seen = null;
        try
        {
            await Polling.UntilAsync($"a way to {host}", within, async ct => (seen = await sidecar.LookAsync(ct)).Reaches(host), () => $"{seen}", ct);
            return null;
        }
        catch (TimeoutException)
        {
            return seen;
        }
    }
}
